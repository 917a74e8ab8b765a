import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import {
  batchInputs,
  type BatchEngine,
  learntSteps,
  learntTables,
  sharedSteps,
  shardSteps,
} from './batch-engine.js';
import { type BatchSettings, settingsRow } from './batch-settings.js';

export interface SparkOptions {
  /** A Python with PySpark. */
  readonly python: string;
  /** Spark's own way to name a cluster, such as `local[2]` or `spark://host:7077`. */
  readonly master: string;
  /** The program that runs the job: `run_batch.py`. */
  readonly program: string;
  /** Where inputs and outputs pass between us and the executors, which must reach it too. */
  readonly folder: string;
}

const errorLinesMax = 20;
/** Rows of events for one task of Spark: enough to be worth its start, few enough for an executor's memory. */
const eventsPerPartition = 250_000;
const partitionsMin = 2;

/** Runs the portable SQL on Apache Spark: inputs and outputs pass as Parquet, the job is one program. */
export class SparkPipeline implements BatchEngine {
  constructor(
    private readonly connection: DuckDBConnection,
    private readonly sqlFolder: string,
    private readonly settings: BatchSettings,
    private readonly spark: SparkOptions,
  ) {}

  /** @throws Error with the last lines that Spark wrote when the job fails */
  async prepare(shards: readonly number[], isLearnt: boolean): Promise<void> {
    const { folder } = this.spark;
    const inputs = isLearnt ? [...batchInputs, ...learntTables] : batchInputs;
    await mkdir(this.path('inputs'), { recursive: true });
    for (const table of inputs)
      await this.connection.run(
        `COPY ${table} TO '${this.path('inputs', `${table}.parquet`)}' (FORMAT parquet)`,
      );
    const job = {
      master: this.spark.master,
      sql: this.sqlFolder,
      inputs,
      sharedSteps: isLearnt ? sharedSteps : [...learntSteps, ...sharedSteps],
      shardSteps,
      partitions: await this.partitions(),
      shards: shards.map((shard) => ({ shard, settings: settingsRow(this.settings, shard) })),
      settings: settingsRow(this.settings, 0),
    };
    await writeFile(join(folder, 'job.json'), JSON.stringify(job));
    await this.submit();
    const outputs = isLearnt ? ['segment_popularity'] : [...learntTables, 'segment_popularity'];
    for (const table of outputs) await this.take(table, this.path('outputs', table));
  }

  runShard(shard: number): Promise<void> {
    return this.take('recommendations', this.path('outputs', `recommendations-${shard}`));
  }

  private async take(table: string, folder: string): Promise<void> {
    await this.connection.run(
      `CREATE OR REPLACE TABLE ${table} AS SELECT * FROM read_parquet('${join(folder, '*.parquet')}')`,
    );
  }

  private async partitions(): Promise<number> {
    const reader = await this.connection.runAndReadAll('SELECT CAST(count(*) AS DOUBLE) FROM events');
    return Math.max(partitionsMin, Math.ceil(Number(reader.getRowsJS()[0]?.[0]) / eventsPerPartition));
  }

  private path(...names: readonly string[]): string {
    return join(this.spark.folder, ...names);
  }

  /** The job ends by itself when this process does: its standard input closes. */
  private submit(): Promise<void> {
    const { python, program, folder } = this.spark;
    const child = spawn(python, [program, folder], { stdio: ['pipe', 'ignore', 'pipe'] });
    let lines: string[] = [];
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      lines = [...lines, ...text.split('\n').filter((line) => /\w/.test(line))].slice(-errorLinesMax);
    });
    return new Promise((resolve, reject) => {
      child.once('error', (error) => {
        reject(new Error(`Spark cannot be started by ${python}: ${error.message}`));
      });
      child.once('close', (status, signal) => {
        if (status === 0) resolve();
        else reject(new Error(`Spark ended with ${signal ?? status ?? 0}: ${lines.join('\n')}`));
      });
    });
  }
}
