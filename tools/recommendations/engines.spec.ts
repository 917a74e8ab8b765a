import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { type BatchEngine, DuckDbPipeline, SparkPipeline, usualBatchSettings } from '@paymo/recommendation';
import { inProject } from '../project.js';
import { generateBank } from './generated-bank.js';
import { sparkProgram, sparkPython } from './spark-environment.js';

/** The first run installs Spark. */
jest.setTimeout(900_000);

const asOfMs = Date.UTC(2026, 10, 25);
const sql = inProject('libs', 'recommendation', 'sql');
const settings = { ...usualBatchSettings, asOfMs, learntUntilMs: Date.UTC(2026, 10, 23) };
const shards = [0, 1];

describe('the batch on DuckDB and on Spark', () => {
  let instance: DuckDBInstance;
  let connection: DuckDBConnection;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'paymo-engines-'));
    instance = await DuckDBInstance.create(':memory:');
    connection = await instance.connect();
    await generateBank(connection, { customers: 300, items: 120, events: 20_000, shards: 2, asOfMs });
  });

  afterAll(async () => {
    instance.closeSync();
    await rm(folder, { recursive: true, force: true });
  });

  async function everyRow(engine: BatchEngine, isLearnt = false): Promise<string[]> {
    const rows: string[] = [];
    await engine.prepare(shards, isLearnt);
    rows.push(...(await rowsOf('learnt_similarity', 'past_number, neighbour_number')));
    rows.push(...(await rowsOf('past_proposals', 'customer_number, past_number')));
    rows.push(...(await rowsOf('segment_popularity', 'segment, item_id')));
    for (const shard of shards) {
      await engine.runShard(shard);
      rows.push(...(await rowsOf('recommendations', 'customer_id, place')));
    }
    return rows;
  }

  async function rowsOf(table: string, order: string): Promise<string[]> {
    const reader = await connection.runAndReadAll(`SELECT * FROM ${table} ORDER BY ${order}`);
    return reader.getRowsJson().map((row) => JSON.stringify(row));
  }

  it('gives the same rows, to the last digit', async () => {
    const here = await everyRow(new DuckDbPipeline(connection, sql, settings));
    const spark = { python: sparkPython(), master: 'local[2]', program: sparkProgram, folder };
    const there = await everyRow(new SparkPipeline(connection, sql, settings, spark));
    expect(here.length).toBeGreaterThan(2000);
    expect(there).toEqual(here);
    // What one engine has learnt is enough for the other, with the events since.
    await connection.run(`DELETE FROM events WHERE occurred_at_ms < ${settings.learntUntilMs}`);
    expect(await everyRow(new SparkPipeline(connection, sql, settings, spark), true)).toEqual(here);
    expect(await everyRow(new DuckDbPipeline(connection, sql, settings), true)).toEqual(here);
  });

  it('says what Spark said when the job fails', async () => {
    const spark = { python: sparkPython(), master: 'local[2]', program: sparkProgram, folder };
    const broken = new SparkPipeline(connection, join(folder, 'no-such-sql'), settings, spark);
    await expect(broken.prepare(shards, false)).rejects.toThrow(/Spark ended with 1: [^]*no-such-sql/);
  });
});
