/** The numbers of a run, as the portable SQL reads them from the one row of its table `settings`. */
export interface BatchSettings {
  /** Events from then on are left out; ages are counted back from it. */
  readonly asOfMs: number;
  readonly halfLifeDays: number;
  /** What an opened recommendation says of interest, in millionths of a payment. */
  readonly openedWorth: number;
  /** Items of a customer's history that count, the strongest first. */
  readonly historyMax: number;
  readonly shrinkage: number;
  readonly neighbours: number;
  readonly listLength: number;
  /** Proposals from similar items that a customer's list is made of. */
  readonly candidatesMax: number;
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

export const usualBatchSettings: Omit<BatchSettings, 'asOfMs'> = {
  halfLifeDays: 30,
  openedWorth: 200_000,
  historyMax: 50,
  shrinkage: 20,
  neighbours: 50,
  listLength: 10,
  candidatesMax: 150,
  categoryMax: 4,
  itemShareMax: 0.5,
  weights: { similar: 1_000_000, content: 200_000, segment: 150_000, popular: 50_000 },
  coolingOffDays: 90,
  exposuresMax: 20,
};

/** The row as a `SELECT` that both engines understand. */
export function settingsRow(settings: BatchSettings, shard: number): string {
  const { weights } = settings;
  return `SELECT CAST(${settings.asOfMs} AS BIGINT) AS as_of_ms, CAST(${settings.halfLifeDays} AS DOUBLE) AS half_life_days,
    ${settings.openedWorth} AS opened_worth,
    ${settings.historyMax} AS history_max, CAST(${settings.shrinkage} AS DOUBLE) AS shrinkage,
    ${settings.neighbours} AS neighbours, ${settings.listLength} AS list_length, ${settings.candidatesMax} AS candidates_max, ${settings.categoryMax} AS category_max,
    CAST(${settings.itemShareMax} AS DOUBLE) AS item_share_max, ${weights.similar} AS similar_weight,
    ${weights.content} AS content_weight, ${weights.segment} AS segment_weight, ${weights.popular} AS popular_weight,
    ${settings.coolingOffDays} AS cooling_off_days, ${settings.exposuresMax} AS exposures_max, ${shard} AS shard`;
}
