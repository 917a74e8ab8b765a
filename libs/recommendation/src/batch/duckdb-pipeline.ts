import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { type BatchEngine, learntSteps, partedStep, sharedSteps, shardSteps } from './batch-engine.js';
import { type BatchSettings, settingsRow } from './batch-settings.js';

/** A bank of a million customers fits into 4 GB by such parts. */
const parts = 16;

/** Runs the portable SQL on DuckDB itself. */
export class DuckDbPipeline implements BatchEngine {
  constructor(
    private readonly connection: DuckDBConnection,
    private readonly sqlFolder: string,
    private readonly settings: BatchSettings,
  ) {}

  async prepare(_shards: readonly number[], isLearnt: boolean): Promise<void> {
    await this.set(0);
    if (!isLearnt)
      for (const step of learntSteps) await (step === partedStep ? this.keepParts(step) : this.keep(step));
    for (const step of sharedSteps) await this.keep(step);
  }

  async runShard(shard: number): Promise<void> {
    await this.set(shard);
    for (const step of shardSteps) await this.keep(step);
  }

  private async set(shard: number, ofParts = 1): Promise<void> {
    await this.connection.run(
      `CREATE OR REPLACE TABLE settings AS ${settingsRow(this.settings, shard, ofParts)}`,
    );
  }

  private async keep(step: string): Promise<void> {
    await this.connection.run(`CREATE OR REPLACE TABLE ${step} AS ${await this.select(step)}`);
  }

  private async keepParts(step: string): Promise<void> {
    const select = await this.select(step);
    for (let part = 0; part < parts; part += 1) {
      await this.set(part, parts);
      await this.connection.run(
        part === 0 ? `CREATE OR REPLACE TABLE ${step} AS ${select}` : `INSERT INTO ${step} ${select}`,
      );
    }
    await this.set(0);
  }

  private select(step: string): Promise<string> {
    return readFile(join(this.sqlFolder, `${step}.sql`), 'utf8');
  }
}
