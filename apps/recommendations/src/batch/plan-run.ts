import { resolve } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Database } from '@paymo/platform';
import { type BatchSettings, modelVersion, usualBatchSettings } from '@paymo/recommendation';
import type { EventStore } from '../collection/event-store.js';
import { readEvents } from '../collection/prepare-events.js';
import { learntPeriod } from './learnt-period.js';
import { learntName, type LearntTables } from './learnt-tables.js';
import { judgedMoment } from './quality.js';

/** How a run goes about its work. */
export interface RunPlan {
  readonly numbers: BatchSettings;
  readonly version: string;
  /** Whether what all may be learnt from is there already. */
  readonly isLearnt: boolean;
  /** Keeps what the run has learnt for the nights to come, and nothing else. */
  readonly keepLearnt: () => Promise<void>;
}

interface RunStores {
  readonly events: EventStore;
  readonly learnt: LearntTables;
}

/**
 * Leaves the events of a run in the table `events`: those of its whole window, or only what has come since the moment up to
 * which was learnt, when that is kept; then the learnt tables are there too. Either way the run makes the same lists.
 */
export async function planRun(
  connection: DuckDBConnection,
  database: Database,
  { events, learnt }: RunStores,
  asOfMs: number,
  sqlFolder: string,
): Promise<RunPlan> {
  const { fromMs, untilMs } = learntPeriod(asOfMs, await events.dayNames());
  const numbers = { ...usualBatchSettings, asOfMs, learntUntilMs: untilMs };
  const version = await modelVersion(resolve(sqlFolder), numbers);
  const name = async (): Promise<string> => learntName(version, await events.keys(fromMs, untilMs));
  const isWeekly = untilMs < asOfMs;
  const judgedMs = await judgedMoment(database);
  // What was chosen since the lists were made that are read now must be among the events.
  const isLearnt =
    isWeekly && (judgedMs === undefined || judgedMs >= untilMs) && (await learnt.take(await name()));
  await readEvents(connection, events, isLearnt ? untilMs : fromMs);
  const keepLearnt = async (): Promise<void> => {
    const kept = await name();
    if (isWeekly && !isLearnt) await learnt.keep(kept);
    await learnt.keepOnly(kept);
  };
  return { numbers, version, isLearnt, keepLearnt };
}
