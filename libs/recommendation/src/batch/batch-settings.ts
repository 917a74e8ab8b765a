/** The numbers of a run, as the portable SQL reads them from the one row of its table `settings`. */
export interface BatchSettings {
  /** Events from then on are left out. */
  readonly asOfMs: number;
  /** What items have in common is learnt from the events before; at most `asOfMs`. */
  readonly learntUntilMs: number;
  readonly halfLifeDays: number;
  /** What an opened recommendation says of interest, in millionths of a payment. */
  readonly openedWorth: number;
  /** Items of a customer's history that similarity is learnt from, the strongest first. */
  readonly historyMax: number;
  /** Of those, the items that similar ones are proposed for; as many again of those met since. */
  readonly profileMax: number;
  /** Similar items that are proposed for them, the strongest first; those of what was met since come on top. */
  readonly proposalsMax: number;
  readonly shrinkage: number;
  readonly neighbours: number;
  readonly listLength: number;
  /** Share of a customer's strongest proposal that a similar item must reach. */
  readonly strengthShareMin: number;
  /** A customer's strongest categories whose popular items are proposed. */
  readonly categoriesMax: number;
  /** Items of one category in a list at most. */
  readonly categoryMax: number;
  /** Share of the customers whose candidates one item may be at most. */
  readonly itemShareMax: number;
  /** What the best proposal of a source is worth, in millionths. */
  readonly weights: {
    readonly similar: number;
    readonly content: number;
    readonly segment: number;
    readonly popular: number;
  };
  readonly coolingOffDays: number;
  /** Exposures without an answer after which an item is not shown again. */
  readonly exposuresMax: number;
}

export const usualBatchSettings: Omit<BatchSettings, 'asOfMs' | 'learntUntilMs'> = {
  halfLifeDays: 30,
  openedWorth: 200_000,
  historyMax: 50,
  profileMax: 10,
  proposalsMax: 20,
  shrinkage: 20,
  neighbours: 20,
  listLength: 10,
  strengthShareMin: 0.2,
  categoriesMax: 3,
  categoryMax: 4,
  itemShareMax: 0.5,
  weights: { similar: 1_000_000, content: 200_000, segment: 150_000, popular: 50_000 },
  coolingOffDays: 90,
  exposuresMax: 20,
};

/**
 * The row as a `SELECT` that both engines understand.
 *
 * @param parts that a step of what is learnt is done in; then `shard` is which of them
 */
export function settingsRow(settings: BatchSettings, shard: number, parts = 1): string {
  const { weights } = settings;
  const whole = (value: number, name: string): string => `CAST(${value} AS BIGINT) AS ${name}`;
  const real = (value: number, name: string): string => `CAST(${value} AS DOUBLE) AS ${name}`;
  const columns = [
    whole(settings.asOfMs, 'as_of_ms'),
    whole(settings.learntUntilMs, 'learnt_until_ms'),
    real(settings.halfLifeDays, 'half_life_days'),
    whole(settings.openedWorth, 'opened_worth'),
    whole(settings.historyMax, 'history_max'),
    whole(settings.profileMax, 'profile_max'),
    whole(settings.proposalsMax, 'proposals_max'),
    real(settings.shrinkage, 'shrinkage'),
    whole(settings.neighbours, 'neighbours'),
    whole(settings.listLength, 'list_length'),
    real(settings.strengthShareMin, 'strength_share_min'),
    whole(settings.categoriesMax, 'categories_max'),
    whole(settings.categoryMax, 'category_max'),
    real(settings.itemShareMax, 'item_share_max'),
    whole(weights.similar, 'similar_weight'),
    whole(weights.content, 'content_weight'),
    whole(weights.segment, 'segment_weight'),
    whole(weights.popular, 'popular_weight'),
    whole(settings.coolingOffDays, 'cooling_off_days'),
    whole(settings.exposuresMax, 'exposures_max'),
    whole(shard, 'shard'),
    whole(parts, 'parts'),
  ];
  return `SELECT ${columns.join(', ')}`;
}

/**
 * The shard of a customer as an expression of DuckDB over all customers: as many customers in each, by a hash of the id, so
 * that each shard has customers of all kinds and reads one stretch of what was learnt.
 */
export function shardExpression(customerId: string, shards: number): string {
  const place = `row_number() OVER (ORDER BY md5(${customerId}), ${customerId}) - 1`;
  return `CAST((${place}) * ${shards} // count(*) OVER () AS INTEGER)`;
}
