import type { Statement } from '@paymo/platform';
import { isOfferable } from '../customers/lawful-rows.js';
import type { Quality } from './quality.js';

type GenerationStatus = 'running' | 'ready' | 'failed' | 'rolled_back';

export interface GenerationRow {
  readonly id: string;
  readonly as_of: Date;
  readonly status: GenerationStatus;
  readonly started_at: Date;
  readonly finished_at: Date | null;
  readonly shards: number;
  readonly shards_done: string;
  readonly checks: readonly { name: string; value: number; limit: number; isMet: boolean }[];
  readonly table_hash: string | null;
  /** Why the run broke off; null when it did not. */
  readonly failure: string | null;
  readonly is_current: boolean;
  /** Of the lists that were read before; null when there was nothing to judge them by. */
  readonly quality: Quality | null;
  /** Null until the run knows it, and of runs before there were versions. */
  readonly model_version: string | null;
  /** Whether what all may be learnt from was worked out by this run or kept from one before. */
  readonly learnt: 'anew' | 'kept' | null;
  /** Where the shards that have customers begin; null until the run knows it. */
  readonly shard_starts: readonly string[] | null;
}

/** Generations that a rollback can still reach, the current one included. */
export const generationsKept = 7;

/** Takes the lease, or keeps it: nobody else works while it lasts. */
export const takeLease: Statement = {
  name: 'take_lease',
  text: `
    UPDATE run_lease SET holder = $1, until = now() + make_interval(secs => $2)
    WHERE holder = $1 OR until < now() RETURNING holder`,
};

export const endLease: Statement = {
  name: 'end_lease',
  text: `UPDATE run_lease SET until = 'epoch' WHERE holder = $1`,
};

export const listGenerations: Statement = {
  name: 'list_generations',
  text: `
    SELECT g.id, g.as_of, g.status, g.started_at, g.finished_at, g.shards, g.checks, g.table_hash, g.failure, g.quality,
      g.model_version, g.learnt, g.shard_starts, (SELECT count(*) FROM generation_shards s WHERE s.generation_id = g.id) AS shards_done,
      coalesce(g.id = (SELECT generation_id FROM current_generation), false) AS is_current
    FROM generations g ORDER BY g.id DESC LIMIT 30`,
};

export const startGeneration: Statement = {
  name: 'start_generation',
  text: `
    INSERT INTO generations (as_of, status, started_at, shards) VALUES ($1, 'running', now(), $2) RETURNING id`,
};

export const readShards: Statement = {
  name: 'read_shards',
  text: 'SELECT shard, table_hash FROM generation_shards WHERE generation_id = $1 ORDER BY shard',
};

export const insertRecommendations: Statement = {
  name: 'insert_recommendations',
  text: `
    INSERT INTO recommendations (generation_id, customer_id, place, item_id, title, category, is_credit, score_micro,
      source, because_item_id, reason)
    SELECT $1::bigint, r.* FROM unnest($2::uuid[], $3::int[], $4::text[], $5::text[], $6::text[], $7::boolean[],
      $8::bigint[], $9::text[], $10::text[], $11::text[]) AS r`,
};

/** A run that is taken up finds them there already. */
export const insertPopular: Statement = {
  name: 'insert_popular',
  text: `
    INSERT INTO popular_items (generation_id, segment, item_id, title, category, is_credit, popularity_micro)
    SELECT $1::bigint, p.* FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::boolean[], $7::bigint[]) AS p
    ON CONFLICT DO NOTHING`,
};

export const finishShard: Statement = {
  name: 'finish_shard',
  text: 'INSERT INTO generation_shards (generation_id, shard, table_hash) VALUES ($1, $2, $3)',
};

/** What the checks are made of, by the facts of now and not by those that the run began with. */
export const measureGeneration: Statement = {
  name: 'measure_generation',
  text: `
    WITH wanted AS (SELECT id FROM customers WHERE has_consent AND NOT is_suppressed),
      reached AS (SELECT DISTINCT r.customer_id AS id FROM recommendations r WHERE r.generation_id = $1),
      now_shares AS (SELECT item_id, count(*)::float8 / sum(count(*)) OVER () AS share
        FROM recommendations WHERE generation_id = $1 GROUP BY item_id),
      before_shares AS (SELECT item_id, count(*)::float8 / sum(count(*)) OVER () AS share
        FROM recommendations WHERE generation_id = (SELECT generation_id FROM current_generation) GROUP BY item_id)
    SELECT (SELECT count(*) FROM wanted) AS customers_wanted,
      (SELECT count(*) FROM wanted JOIN reached USING (id)) AS customers_reached,
      (SELECT count(*) FROM recommendations WHERE generation_id = $1) AS rows_now,
      (SELECT count(*) FROM recommendations WHERE generation_id = (SELECT generation_id FROM current_generation))
        AS rows_before,
      (SELECT count(*) FROM recommendations r LEFT JOIN customers c ON c.id = r.customer_id LEFT JOIN items i ON i.id = r.item_id
        WHERE r.generation_id = $1 AND (${isOfferable}) IS NOT TRUE) AS rows_unlawful,
      (SELECT coalesce(sum(abs(coalesce(n.share, 0) - coalesce(b.share, 0))) / 2, 0)
        FROM now_shares n FULL JOIN before_shares b USING (item_id)) AS shift`,
};

export const dropUnlawful: Statement = {
  name: 'drop_unlawful',
  text: `
    DELETE FROM recommendations r WHERE r.generation_id = $1 AND NOT EXISTS (
      SELECT FROM customers c LEFT JOIN items i ON i.id = r.item_id
      WHERE c.id = r.customer_id AND ${isOfferable})`,
};

export const endGeneration: Statement = {
  name: 'end_generation',
  text: 'UPDATE generations SET status = $2, finished_at = now(), checks = $3, table_hash = $4 WHERE id = $1',
};

export const pointAt: Statement = {
  name: 'point_at',
  text: `
    INSERT INTO current_generation (generation_id) VALUES ($1)
    ON CONFLICT (is_only) DO UPDATE SET generation_id = excluded.generation_id`,
};

/** The one before whose lists are still there. */
export const previousGeneration: Statement = {
  name: 'previous_generation',
  text: `
    SELECT c.generation_id AS current, (SELECT max(g.id) FROM generations g
      WHERE g.status = 'ready' AND g.id < c.generation_id
        AND EXISTS (SELECT FROM recommendations r WHERE r.generation_id = g.id)) AS previous
    FROM current_generation c FOR UPDATE`,
};

export const noteQuality: Statement = {
  name: 'note_quality',
  text: 'UPDATE generations SET quality = $2 WHERE id = $1',
};

export const noteModel: Statement = {
  name: 'note_model',
  text: 'UPDATE generations SET model_version = $2, learnt = $3 WHERE id = $1',
};

export const noteShards: Statement = {
  name: 'note_shards',
  text: 'UPDATE generations SET shard_starts = $2 WHERE id = $1',
};

/** How many lists hold each item: counted once, for those who look at the catalogue. */
export const countLists: Statement = {
  name: 'count_lists',
  text: `
    INSERT INTO listed_items (generation_id, item_id, title, category, is_credit, lists)
    SELECT generation_id, item_id, max(title), max(category), bool_or(is_credit), count(*)
    FROM recommendations WHERE generation_id = $1 GROUP BY generation_id, item_id`,
};

export const pruneListed: Statement = {
  name: 'prune_listed',
  text: `
    DELETE FROM listed_items WHERE generation_id IN (
      SELECT id FROM generations WHERE status IN ('failed', 'rolled_back')
      UNION (SELECT id FROM generations WHERE status = 'ready' ORDER BY id DESC OFFSET $1))`,
};

export const setStatus: Statement = {
  name: 'set_status',
  text: 'UPDATE generations SET status = $2, finished_at = coalesce(finished_at, now()) WHERE id = $1',
};

/** Only while the holder has the lease: otherwise another run has taken the generation up. */
export const failGeneration: Statement = {
  name: 'fail_generation',
  text: `
    UPDATE generations SET status = 'failed', finished_at = now(), failure = $3
    WHERE id = $1 AND status = 'running'
      AND EXISTS (SELECT FROM run_lease WHERE holder = $2 AND until > now())`,
};

/** Rows of generations that can be reached no more: older than those kept, failed, or rolled back. */
export const pruneRecommendations: Statement = {
  name: 'prune_recommendations',
  text: `
    DELETE FROM recommendations WHERE generation_id IN (
      SELECT id FROM generations WHERE status IN ('failed', 'rolled_back')
      UNION (SELECT id FROM generations WHERE status = 'ready' ORDER BY id DESC OFFSET $1))`,
};

export const prunePopular: Statement = {
  name: 'prune_popular',
  text: `
    DELETE FROM popular_items WHERE generation_id IN (
      SELECT id FROM generations WHERE status IN ('failed', 'rolled_back')
      UNION (SELECT id FROM generations WHERE status = 'ready' ORDER BY id DESC OFFSET $1))`,
};

export const pruneShards: Statement = {
  name: 'prune_shards',
  text: `
    DELETE FROM generation_shards WHERE generation_id IN (
      SELECT id FROM generations WHERE status IN ('failed', 'rolled_back')
      UNION (SELECT id FROM generations WHERE status = 'ready' ORDER BY id DESC OFFSET $1))`,
};
