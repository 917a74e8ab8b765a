import type { ServedRow } from './serving-statements.js';

/** One recommendation at the API. */
export interface RecommendationView {
  readonly item: string;
  readonly title: string;
  readonly category: string;
  readonly place: number;
  readonly score: number;
  readonly source: string;
  readonly reason: string;
  readonly becauseItem: string | null;
}

export function viewOf(row: ServedRow): RecommendationView {
  return {
    item: row.item_id,
    title: row.title,
    category: row.category,
    place: row.place,
    score: Number(row.score_micro) / 1_000_000,
    source: row.source,
    reason: row.reason,
    becauseItem: row.because_item_id,
  };
}
