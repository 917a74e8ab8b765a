/** What is worked out once for all customers, in this order: each name is a file of the portable SQL, and a table. */
export const sharedSteps = [
  'affinity',
  'history',
  'item_customers',
  'similarity',
  'segment_popularity',
  'category_popularity',
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
  /** Works out what all customers share, for the shards that are to follow: afterwards `segment_popularity` is there. */
  readonly prepare: (shards: readonly number[]) => Promise<void>;
  /** Leaves the lists of a shard in the table `recommendations`. */
  readonly runShard: (shard: number) => Promise<void>;
}
