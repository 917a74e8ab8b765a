import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { evaluate, type EvaluationOptions, type EvaluationReport } from '@paymo/recommendation';
import type { InteractionFile } from './interaction-file.js';
import { type LoadedSplits, loadInteractions, type SplitOptions } from './load-interactions.js';

export interface FileReport extends EvaluationReport, Omit<LoadedSplits, 'outer' | 'inner'> {
  readonly file: string;
  readonly split: string;
  readonly includeSeen: boolean;
}

/** Judges the algorithms on somebody's file of interactions; the same file and options give the same report. */
export async function evaluateFile(
  file: InteractionFile,
  splitOptions: SplitOptions,
  options: EvaluationOptions,
): Promise<FileReport> {
  const { outer, inner, ...counts } = await load(file, splitOptions);
  return {
    file: file.path,
    split: `${splitOptions.drawnBy === undefined ? 'per-user-time' : 'stratified'}:${splitOptions.trainShare}`,
    includeSeen: options.includeSeen,
    ...counts,
    ...evaluate(outer, inner, options),
  };
}

/** What does not fit into memory spills into a folder that is gone afterwards. */
async function load(file: InteractionFile, options: SplitOptions): Promise<LoadedSplits> {
  const folder = await mkdtemp(join(tmpdir(), 'paymo-evaluate-'));
  try {
    const instance = await DuckDBInstance.create(join(folder, 'interactions.duckdb'), {
      temp_directory: folder,
      memory_limit: '2GB',
    });
    const connection = await instance.connect();
    try {
      return await loadInteractions(connection, file, options);
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
