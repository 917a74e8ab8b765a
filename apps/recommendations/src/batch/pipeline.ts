import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { type BatchSettings, settingsRow } from './batch-settings.js';

/** What is worked out once for all customers, in this order. */
const sharedSteps = [
  'affinity',
  'history',
  'item_customers',
  'similarity',
  'segment_popularity',
  'category_popularity',
  'exclusions',
] as const;

/** What is worked out shard by shard. */
const shardSteps = ['candidates', 'recommendations'] as const;

/** Runs the portable SQL on DuckDB, over the tables that `apps/recommendations/sql/README.md` names as inputs. */
export class Pipeline {
  constructor(
    private readonly connection: DuckDBConnection,
    private readonly sqlFolder: string,
    private readonly settings: BatchSettings,
  ) {}

  async prepare(): Promise<void> {
    await this.set(0);
    for (const step of sharedSteps) await this.keep(step);
  }

  /** Leaves the shard's lists in the table `recommendations`. */
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
