import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { type BatchEngine, learntSteps, sharedSteps, shardSteps } from './batch-engine.js';
import { type BatchSettings, settingsRow } from './batch-settings.js';

/** Runs the portable SQL on DuckDB itself. */
export class DuckDbPipeline implements BatchEngine {
  constructor(
    private readonly connection: DuckDBConnection,
    private readonly sqlFolder: string,
    private readonly settings: BatchSettings,
  ) {}

  async prepare(_shards: readonly number[], isLearnt: boolean): Promise<void> {
    await this.set(0);
    for (const step of isLearnt ? sharedSteps : [...learntSteps, ...sharedSteps]) await this.keep(step);
  }

  async runShard(shard: number): Promise<void> {
    await this.set(shard);
    for (const step of shardSteps) await this.keep(step);
  }

  private async set(shard: number): Promise<void> {
    await this.connection.run(`CREATE OR REPLACE TABLE settings AS ${settingsRow(this.settings, shard)}`);
  }

  private async keep(step: string): Promise<void> {
    const select = await readFile(join(this.sqlFolder, `${step}.sql`), 'utf8');
    await this.connection.run(`CREATE OR REPLACE TABLE ${step} AS ${select}`);
  }
}
