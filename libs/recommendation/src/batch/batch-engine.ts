/**
 * What is learnt from all events up to a moment, in this order: each name is a file of the portable SQL, and a table. It
 * depends on nothing else, so that it can be kept for as long as those events do not change.
 */
export const learntSteps = [
  'past_affinity',
  'past_people',
  'past_items',
  'past_history',
  'learnt_similarity',
  'past_had',
  'past_profile',
  'past_proposals',
] as const;

/** What later steps need of it. */
export const learntTables = [
  'past_people',
  'past_items',
  'learnt_similarity',
  'past_had',
  'past_profile',
  'past_proposals',
] as const;

/** The step of what is learnt that may be done in parts: as many parts as you like make the same rows. */
export const partedStep = 'past_proposals';

/** What is worked out each time, once for all customers. */
export const sharedSteps = [
  'offered',
  'people',
  'recent',
  'item_customers',
  'segment_popularity',
  'category_popularity',
  'fallback',
  'exclusions',
] as const;

/** What is worked out shard by shard. */
export const shardSteps = ['candidates', 'recommendations'] as const;

/** The tables that the SQL reads beside `settings`; `../../sql/README.md` says what is in them. */
export const batchInputs = ['events', 'items', 'customers', 'declines', 'exposures'] as const;

/**
 * Runs the portable SQL over inputs that are tables of a DuckDB connection, and leaves what it makes there too, whatever
 * does the work: every engine writes the same rows, to the last digit.
 */
export interface BatchEngine {
  /**
   * Works out what all customers share, for the shards that are to follow: afterwards `segment_popularity` and the learnt
   * tables are there.
   *
   * @param isLearnt whether the learnt tables are there already; then `events` need hold none of what was learnt from
   */
  readonly prepare: (shards: readonly number[], isLearnt: boolean) => Promise<void>;
  /** Leaves the lists of a shard in the table `recommendations`. */
  readonly runShard: (shard: number) => Promise<void>;
}
