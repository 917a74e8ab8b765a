import { createHash, type Hash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER } from '@paymo/messaging';
import { Database, type Gauge, type Logger, Metrics, PaymoError, type Transaction } from '@paymo/platform';
import { checksOf } from './checks.js';
import type { ShardStarts } from './customer-shards.js';
import * as sql from './generation-statements.js';
import type { Quality } from './quality.js';
import type { PlainColumn } from './recommendation-rows.js';

const leaseSeconds = 60;
/** A run that broke off longer ago is not taken up again: its day is over. */
const resumeMsMax = 20 * 3_600_000;

/** A generation that a run is at work on. */
export interface StartedGeneration {
  readonly id: string;
  readonly asOf: Date;
  /** Of a run that is taken up: see `ShardStarts`. */
  readonly shardStarts: ShardStarts | undefined;
}

interface MeasureRow {
  readonly customers_wanted: string;
  readonly customers_reached: string;
  readonly rows_now: string;
  readonly rows_before: string;
  readonly rows_unlawful: string;
  readonly shift: number;
}

/** The generations of recommendations: written beside each other, read one at a time. */
@Injectable()
export class Generations {
  private readonly publishedAt: Gauge;

  constructor(
    private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
    metrics: Metrics,
  ) {
    this.publishedAt = metrics.gauge(
      'paymo_recommendations_published_timestamp_seconds',
      'When this instance last published a generation',
    );
  }

  /** Takes the one lease on running, and keeps it; undefined when another has it. */
  async lease(holder: string): Promise<{ end: () => Promise<void> } | undefined> {
    const [taken] = await this.database.query<{ holder: string }>(sql.takeLease, [holder, leaseSeconds]);
    if (taken === undefined) return undefined;
    const renewal = setInterval(
      () => {
        this.database.query(sql.takeLease, [holder, leaseSeconds]).catch((error: unknown) => {
          this.logger.warn({ err: error }, 'lease not renewed');
        });
      },
      (leaseSeconds * 1000) / 4,
    );
    return {
      end: async () => {
        clearInterval(renewal);
        await this.database.query(sql.endLease, [holder]);
      },
    };
  }

  list(): Promise<sql.GenerationRow[]> {
    return this.database.query<sql.GenerationRow>(sql.listGenerations, []);
  }

  /** Takes up a run that broke off, if its shards are as many; those that broke off before are given up. */
  async resumeOrStart(asOf: Date, shards: number): Promise<StartedGeneration> {
    const broken = (await this.list()).filter(({ status }) => status === 'running');
    const [latest, ...older] = broken;
    const canResume = latest?.shards === shards && Date.now() - latest.started_at.getTime() < resumeMsMax;
    for (const { id } of canResume ? older : broken) await this.database.query(sql.setStatus, [id, 'failed']);
    if (latest !== undefined && canResume) {
      const { id, as_of: asOf, shard_starts: shardStarts } = latest;
      return { id, asOf, shardStarts: shardStarts ?? undefined };
    }
    const [started] = await this.database.query<{ id: string }>(sql.startGeneration, [asOf, shards]);
    return { id: started?.id ?? '', asOf, shardStarts: undefined };
  }

  /** Ends a run that broke off with an error, unless another has taken it up. */
  async fail(id: string, holder: string, failure: string): Promise<void> {
    await this.database.query(sql.failGeneration, [id, holder, failure]);
  }

  async noteQuality(id: string, quality: Quality): Promise<void> {
    await this.database.query(sql.noteQuality, [id, JSON.stringify(quality)]);
  }

  async noteModel(id: string, version: string, isLearnt: boolean): Promise<void> {
    await this.database.query(sql.noteModel, [id, version, isLearnt ? 'kept' : 'anew']);
  }

  async noteShards(id: string, starts: ShardStarts): Promise<void> {
    await this.database.query(sql.noteShards, [id, starts]);
  }

  async shardsDone(id: string): Promise<ReadonlySet<number>> {
    const rows = await this.database.query<{ shard: number }>(sql.readShards, [id]);
    return new Set(rows.map(({ shard }) => shard));
  }

  async insertPopular(id: string, rows: AsyncIterable<PlainColumn[]>): Promise<void> {
    for await (const columns of rows) await this.database.query(sql.insertPopular, [id, ...columns]);
  }

  /**
   * Writes a shard's rows whole or not at all, and only if the holder has the lease when they are written: to ask sooner
   * would lock it for as long as that takes, and it could not be renewed.
   */
  async insertShard(
    id: string,
    shard: number,
    holder: string,
    rows: AsyncIterable<PlainColumn[]>,
    hash: Hash,
  ): Promise<void> {
    await this.database.transaction(async (transaction) => {
      for await (const columns of rows) await transaction.query(sql.insertRecommendations, [id, ...columns]);
      const held = await transaction.query(sql.takeLease, [holder, leaseSeconds]);
      if (held.length === 0) throw new Error('another run has taken the lease');
      await transaction.query(sql.finishShard, [id, shard, hash.digest('hex')]);
    });
  }

  /**
   * Checks a whole generation, and lets it be read only if all is met. A customer's facts may have changed while it ran:
   * rows that they forbid are dropped first, and counted again.
   *
   * @returns whether it was published
   */
  async publish(id: string): Promise<boolean> {
    const isPublished = await this.database.transaction(async (transaction) => {
      await transaction.query(sql.dropUnlawful, [id]);
      const checks = checksOf(await measuresOf(transaction, id));
      const isMet = checks.every((check) => check.isMet);
      const hash = createHash('sha256');
      for (const { table_hash } of await transaction.query<{ table_hash: string }>(sql.readShards, [id]))
        hash.update(table_hash);
      const values = [id, isMet ? 'ready' : 'failed', JSON.stringify(checks), hash.digest('hex')];
      await transaction.query(sql.endGeneration, values);
      if (isMet) {
        await transaction.query(sql.countLists, [id]);
        await transaction.query(sql.pointAt, [id]);
      } else this.logger.error({ generation: id, checks }, 'generation not published');
      return isMet;
    });
    if (isPublished) this.publishedAt.setToCurrentTime();
    await this.database.query(sql.pruneRecommendations, [sql.generationsKept]);
    await this.database.query(sql.prunePopular, [sql.generationsKept]);
    await this.database.query(sql.pruneShards, [sql.generationsKept]);
    await this.database.query(sql.pruneListed, [sql.generationsKept]);
    return isPublished;
  }

  /**
   * Lets the generation before the current one be read again.
   *
   * @throws PaymoError `conflict.no_generation` when there is none
   */
  async rollback(): Promise<{ current: string }> {
    return this.database.transaction(async (transaction) => {
      const [found] = await transaction.query<{ current: string; previous: string | null }>(
        sql.previousGeneration,
        [],
      );
      if (found === undefined || found.previous === null)
        throw new PaymoError('conflict.no_generation', 'There is no generation before the current one.');
      await transaction.query(sql.pointAt, [found.previous]);
      await transaction.query(sql.setStatus, [found.current, 'rolled_back']);
      this.logger.warn({ from: found.current, to: found.previous }, 'generation rolled back');
      return { current: found.previous };
    });
  }
}

async function measuresOf(transaction: Transaction, id: string): Promise<Parameters<typeof checksOf>[0]> {
  const [row] = await transaction.query<MeasureRow>(sql.measureGeneration, [id]);
  if (row === undefined) throw new Error('a generation was not measured');
  return {
    customersWanted: Number(row.customers_wanted),
    customersReached: Number(row.customers_reached),
    rowsNow: Number(row.rows_now),
    rowsBefore: Number(row.rows_before),
    rowsUnlawful: Number(row.rows_unlawful),
    shift: row.shift,
  };
}
