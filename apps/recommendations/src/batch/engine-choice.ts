import { resolve } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { type BatchEngine, type BatchSettings, DuckDbPipeline, SparkPipeline } from '@paymo/recommendation';
import type { RecommendationsSettings } from '../settings.js';

/** What a run may choose for itself. */
export type EngineChoice = Partial<Pick<RecommendationsSettings, 'BATCH_ENGINE' | 'SPARK_MASTER'>>;

/**
 * The engine of a run.
 *
 * @param folder where Spark's inputs and outputs pass
 */
export function batchEngine(
  settings: RecommendationsSettings,
  connection: DuckDBConnection,
  folder: string,
  numbers: BatchSettings,
): BatchEngine {
  const sqlFolder = resolve(settings.BATCH_SQL_DIR);
  if (settings.BATCH_ENGINE === 'duckdb') return new DuckDbPipeline(connection, sqlFolder, numbers);
  return new SparkPipeline(connection, sqlFolder, numbers, {
    python: settings.SPARK_PYTHON,
    master: settings.SPARK_MASTER,
    program: settings.SPARK_PROGRAM,
    folder: resolve(folder),
  });
}
