import { createHash } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER } from '@paymo/messaging';
import { type Counter, Database, type Logger, Metrics, newId, PaymoError } from '@paymo/platform';
import { EventStore } from '../collection/event-store.js';
import { eventsPlace } from '../collection/events-place.js';
import { storeEvents } from '../collection/prepare-events.js';
import { type RecommendationsSettings, SETTINGS } from '../settings.js';
import { loadInputs } from './batch-inputs.js';
import { divideCustomers } from './customer-shards.js';
import { batchEngine, type EngineChoice } from './engine-choice.js';
import { Generations, type StartedGeneration } from './generations.service.js';
import { LearntTables } from './learnt-tables.js';
import { planRun } from './plan-run.js';
import { measureQuality } from './quality.js';
import { rowsOf } from './recommendation-rows.js';

/** Where one run works. */
interface Workplace {
  readonly connection: DuckDBConnection;
  readonly folder: string;
  /** Who has the lease. */
  readonly holder: string;
}

/** One run: events to Parquet, the portable SQL shard by shard into a new generation, checks, swap. */
@Injectable()
export class RunBatch {
  private readonly failures: Counter;
  private running: Promise<StartedGeneration> | undefined;

  constructor(
    private readonly database: Database,
    private readonly generations: Generations,
    @Inject(SETTINGS) private readonly settings: RecommendationsSettings,
    @Inject(LOGGER) private readonly logger: Logger,
    metrics: Metrics,
  ) {
    this.failures = metrics.counter(
      'paymo_recommendation_runs_failed_total',
      'Runs that published nothing: an error, or a check that was not met',
    );
  }

  /**
   * @param choice of the engine; what the settings say when absent
   * @returns the generation, whether it was published or not: one of an earlier moment when a run that broke off was taken up
   * @throws PaymoError `conflict.run_in_progress` when a run is under way, here or elsewhere
   */
  async run(asOf: Date, choice: EngineChoice = {}): Promise<StartedGeneration> {
    if (this.running !== undefined) throw inProgress();
    this.running = this.runAlone(asOf, choice);
    try {
      return await this.running;
    } catch (error) {
      if (!(error instanceof PaymoError)) this.failures.inc();
      throw error;
    } finally {
      this.running = undefined;
    }
  }

  private async runAlone(asOf: Date, choice: EngineChoice): Promise<StartedGeneration> {
    const holder = newId();
    const lease = await this.generations.lease(holder);
    if (lease === undefined) throw inProgress();
    try {
      const generation = await this.generations.resumeOrStart(asOf, this.settings.BATCH_SHARDS);
      await this.finish(generation, holder, choice);
      return generation;
    } finally {
      await lease.end();
    }
  }

  /** A run that throws is over: tried again as a new one, after a while. */
  private async finish(generation: StartedGeneration, holder: string, choice: EngineChoice): Promise<void> {
    try {
      await this.inDuckDb(holder, (connection, folder) =>
        this.work({ connection, folder, holder }, choice, generation),
      );
    } catch (error) {
      const failure = error instanceof Error ? error.message : String(error);
      await this.generations.fail(generation.id, holder, failure);
      throw error;
    }
  }

  private async inDuckDb(
    holder: string,
    work: (connection: DuckDBConnection, folder: string) => Promise<void>,
  ): Promise<void> {
    const places = join(this.settings.EVENTS_DIR, 'work');
    const folder = join(places, holder);
    // What runs that were killed have left: only who has the lease works here.
    await rm(places, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const instance = await DuckDBInstance.create(join(folder, 'run.duckdb'), {
      memory_limit: this.settings.BATCH_MEMORY,
      temp_directory: folder,
      preserve_insertion_order: 'false',
    });
    try {
      await work(await instance.connect(), folder);
    } finally {
      instance.closeSync();
      await rm(folder, { recursive: true, force: true });
    }
  }

  private async work(
    { connection, folder, holder }: Workplace,
    choice: EngineChoice,
    generation: StartedGeneration,
  ): Promise<void> {
    const asOfMs = generation.asOf.getTime();
    const place = await eventsPlace(this.settings, folder);
    const events = new EventStore(connection, place, folder);
    await storeEvents(this.database, events);
    const stores = { events, learnt: new LearntTables(connection, place, folder) };
    const plan = await planRun(connection, this.database, stores, asOfMs, this.settings.BATCH_SQL_DIR);
    for (const file of events.rejected) this.logger.error({ file }, 'events file set aside');
    const { isLearnt } = plan;
    await this.generations.noteModel(generation.id, plan.version, isLearnt);
    const shards = this.settings.BATCH_SHARDS;
    await loadInputs(connection, this.database, isLearnt);
    const starts = await divideCustomers(connection, shards, generation.shardStarts);
    await this.generations.noteShards(generation.id, starts);
    const quality = await measureQuality(connection, this.database, asOfMs, isLearnt);
    if (quality !== undefined) await this.generations.noteQuality(generation.id, quality);
    const done = await this.generations.shardsDone(generation.id);
    const left = Array.from({ length: shards }, (_, shard) => shard).filter((shard) => !done.has(shard));
    const settings = { ...this.settings, ...choice };
    const engine = batchEngine(settings, connection, join(folder, 'spark'), plan.numbers);
    await engine.prepare(left, isLearnt);
    await plan.keepLearnt();
    await this.keepPopular(connection, generation.id);
    for (const shard of left) {
      await engine.runShard(shard);
      await this.keepShard(connection, generation.id, shard, holder);
      this.logger.info({ generation: generation.id, shard, shards }, 'shard finished');
    }
    if (!(await this.generations.publish(generation.id))) this.failures.inc();
  }

  private async keepPopular(connection: DuckDBConnection, id: string): Promise<void> {
    const result = await connection.stream(
      `SELECT p.segment, p.item_id, i.title, i.category, i.is_credit, p.popularity_micro
       FROM segment_popularity p JOIN items i ON i.item_id = p.item_id`,
    );
    await this.generations.insertPopular(id, rowsOf(result));
  }

  private async keepShard(
    connection: DuckDBConnection,
    id: string,
    shard: number,
    holder: string,
  ): Promise<void> {
    const hash = createHash('sha256');
    const result = await connection.stream(
      `SELECT r.customer_id, r.place, r.item_id, i.title, i.category, i.is_credit, r.score_micro, r.source,
         r.because_item_id, r.reason
       FROM recommendations r JOIN items i ON i.item_id = r.item_id ORDER BY r.customer_id, r.place`,
    );
    await this.generations.insertShard(id, shard, holder, rowsOf(result, hash), hash);
  }
}

function inProgress(): PaymoError {
  return new PaymoError(
    'conflict.run_in_progress',
    'A run is under way; its progress is in the list of runs.',
  );
}
