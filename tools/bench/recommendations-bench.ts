import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import Table from 'cli-table3';
import { type BatchEngine, DuckDbPipeline, SparkPipeline, usualBatchSettings } from '@paymo/recommendation';
import type { TerminalProgress } from '../cli/terminal.js';
import { inProject } from '../project.js';
import { generateBank } from '../recommendations/generated-bank.js';
import { sparkProgram, sparkPython } from '../recommendations/spark-environment.js';
import { benchReads, type ReadsReport } from './recommendation-reads.js';
import { rounded } from './report-json.js';

const asOfMs = Date.UTC(2026, 10, 25);
/** The Monday before. */
const learntUntilMs = Date.UTC(2026, 10, 23);
const items = 2000;
const shards = 16;
const memoryLimit = '4GB';
/** The first point of the curve; each next one is ten times as large. */
const eventsMin = 100_000;

type EngineName = 'duckdb' | 'spark';

interface Point {
  readonly engine: EngineName;
  readonly events: number;
  readonly customers: number;
  /** Until the last list was written: what is shared, and all shards. */
  readonly runS: number;
  readonly sharedS: number;
  /** The same lists again, with what was learnt kept from the run before: the nights of a week but the first. */
  readonly keptS: number;
  /** Processor time of this process, which is all of DuckDB's and none of Spark's: of the first run, and of the second. */
  readonly cpuS: number;
  readonly keptCpuS: number;
  readonly lists: number;
  /** The most that this process has held so far, Spark's own not included. */
  readonly peakRssMb: number;
  readonly diskMb: number;
}

export interface RecommendationsReport {
  readonly memoryLimit: string;
  readonly shards: number;
  readonly items: number;
  readonly curve: readonly Point[];
  readonly reads: readonly ReadsReport[];
}

/** How much the largest bank has; smaller ones have as many events a customer. */
export interface BankSize {
  readonly events: number;
  readonly customers: number;
}

/** Measures the nightly batch on generated banks, each ten times the one before, and then the reading of lists. */
export async function benchRecommendations(
  home: string,
  { events: eventsMax, customers: customersMax }: BankSize,
  engines: readonly EngineName[],
  progress: TerminalProgress,
  slower: number,
): Promise<RecommendationsReport> {
  const sizes: number[] = [];
  for (let events = eventsMin; events < eventsMax; events *= 10) sizes.push(events);
  sizes.push(eventsMax);
  const curve: Point[] = [];
  for (const events of sizes)
    for (const engine of engines) {
      progress.step(`Measuring ${engine} on ${events.toLocaleString('en')} events`);
      const customers = Math.ceil((events * customersMax) / eventsMax);
      curve.push(await measure(join(home, 'recommendations'), engine, { events, customers }, progress));
    }
  const reads = await benchReads(join(home, 'recommendation-reads'), progress, slower);
  return { memoryLimit, shards, items, curve, reads };
}

async function measure(
  folder: string,
  engine: EngineName,
  { events, customers }: BankSize,
  progress: TerminalProgress,
): Promise<Point> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'bank.duckdb');
  const instance = await DuckDBInstance.create(file, {
    memory_limit: memoryLimit,
    temp_directory: folder,
    preserve_insertion_order: 'false',
  });
  try {
    const connection = await instance.connect();
    await generateBank(connection, { customers, items, events, shards, asOfMs });
    const times = await runAll(connection, engineOf(engine, connection, folder), false, progress);
    await connection.run(
      `CREATE OR REPLACE TABLE events AS SELECT * FROM events WHERE occurred_at_ms >= ${learntUntilMs}`,
    );
    const kept = await runAll(connection, engineOf(engine, connection, folder), true, progress);
    if (kept.hash !== times.hash) throw new Error('what was kept made other lists');
    const peakRssMb = process.resourceUsage().maxRSS / 1024;
    const { runS, sharedS, cpuS, lists } = times;
    const { runS: keptS, cpuS: keptCpuS } = kept;
    const diskMb = statSync(file).size / 1024 / 1024;
    return {
      ...{ engine, events, customers, runS, sharedS, keptS },
      ...{ cpuS, keptCpuS, lists, peakRssMb, diskMb },
    };
  } finally {
    instance.closeSync();
    rmSync(folder, { recursive: true, force: true });
  }
}

function engineOf(engine: EngineName, connection: DuckDBConnection, folder: string): BatchEngine {
  const settings = { ...usualBatchSettings, asOfMs, learntUntilMs };
  const sql = inProject('libs', 'recommendation', 'sql');
  if (engine === 'duckdb') return new DuckDbPipeline(connection, sql, settings);
  return new SparkPipeline(connection, sql, settings, {
    python: sparkPython(),
    master: 'local[*]',
    program: sparkProgram,
    folder: join(folder, 'spark'),
  });
}

async function runAll(
  connection: DuckDBConnection,
  engine: BatchEngine,
  isLearnt: boolean,
  progress: TerminalProgress,
): Promise<Pick<Point, 'runS' | 'sharedS' | 'cpuS' | 'lists'> & { hash: string }> {
  const startMs = performance.now();
  const startCpu = process.cpuUsage();
  await engine.prepare(
    Array.from({ length: shards }, (_, shard) => shard),
    isLearnt,
  );
  const sharedS = (performance.now() - startMs) / 1000;
  let lists = 0;
  const hash = createHash('sha256');
  for (let shard = 0; shard < shards; shard += 1) {
    await engine.runShard(shard);
    const reader = await connection.runAndReadAll(
      `SELECT CAST(count(DISTINCT customer_id) AS INTEGER), CAST(sum(CAST(hash(r) AS HUGEINT)) AS VARCHAR)
       FROM recommendations r`,
    );
    const [[customers, sum] = []] = reader.getRowsJS();
    lists += Number(customers);
    if (typeof sum === 'string') hash.update(sum);
    progress.part(shard + 1, shards);
  }
  const cpu = process.cpuUsage(startCpu);
  const runS = (performance.now() - startMs) / 1000;
  return { runS, sharedS, cpuS: (cpu.user + cpu.system) / 1e6, lists, hash: hash.digest('hex') };
}

export function recommendationsTable({ curve, memoryLimit, reads }: RecommendationsReport): string {
  const table = new Table({
    head: [
      'engine',
      'events',
      'customers',
      'run s',
      'shared s',
      'kept s',
      'CPU s',
      'kept CPU s',
      'lists',
      'peak MB',
      'disk MB',
    ],
    style: { head: [], border: [] },
  });
  for (const point of curve) {
    const { engine, events, customers, lists, ...figures } = point;
    const { runS, sharedS, keptS, cpuS, keptCpuS, peakRssMb, diskMb } = figures;
    table.push([
      engine,
      events,
      customers,
      ...[runS, sharedS, keptS, cpuS, keptCpuS].map(rounded),
      lists,
      rounded(peakRssMb),
      rounded(diskMb),
    ]);
  }
  return [
    ...(curve.length === 0 ? [] : [table.toString(), `DuckDB with ${memoryLimit}`]),
    ...reads.map(
      ({ ratePerS, p50Ms, p99Ms, answeredShare }) =>
        `${rounded(ratePerS)} reads of lists a second: p50 ${rounded(p50Ms)} ms, p99 ${rounded(p99Ms)} ms (wanted: ≤ 10 ms), ` +
        `${rounded(answeredShare * 100)} % answered`,
    ),
  ].join('\n');
}
