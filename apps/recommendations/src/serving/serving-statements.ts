import type { Statement } from '@paymo/platform';
import { isOfferable } from '../customers/lawful-rows.js';

export interface ServedRow {
  readonly place: number;
  readonly item_id: string;
  readonly title: string;
  readonly category: string;
  readonly score_micro: string;
  readonly source: string;
  readonly because_item_id: string | null;
  readonly reason: string;
}

export interface CurrentRow {
  readonly id: string;
  readonly finished_at: Date;
  readonly model_version: string | null;
}

export const readCurrent: Statement = {
  name: 'read_current',
  text: `
    SELECT g.id, g.finished_at, g.model_version FROM current_generation c JOIN generations g ON g.id = c.generation_id`,
};

/** A row of a list and the generation that it is of; without an item for a customer whose list is empty. */
export type ListedRow = {
  readonly customer_id: string;
  readonly generation_id: string | null;
  readonly finished_at: Date | null;
  readonly model_version: string | null;
} & ({ readonly item_id: null } | ServedRow);

/** What the facts of this moment, and what was shown and dismissed, leave of rows `r` for the customer `c`, item `i`. */
const isLawful = `
  ${isOfferable}
      AND NOT EXISTS (SELECT FROM feedback f WHERE f.customer_id = c.id AND f.item_id = r.item_id
        AND f.kind = 'dismissed' AND f.occurred_at > now() - make_interval(days => $2))
      AND (SELECT count(*) FROM feedback f WHERE f.customer_id = c.id AND f.item_id = r.item_id
        AND f.kind = 'shown') < $3`;

/**
 * The lists of the customers `$1` in the generation that is current at this very moment, less what the facts of this
 * moment forbid: whatever a run knew, nobody is served what they must not be. In one statement: a swap between two would
 * name another generation than the rows are of.
 */
export const readRecommendations: Statement = {
  name: 'read_recommendations',
  text: `
    SELECT w.customer_id, g.id AS generation_id, g.finished_at, g.model_version, l.*
    FROM unnest($1::uuid[]) AS w(customer_id)
    LEFT JOIN (SELECT id, finished_at, model_version FROM current_generation JOIN generations ON id = generation_id) g ON true
    LEFT JOIN LATERAL (
      SELECT r.place, r.item_id, r.title, r.category, r.score_micro, r.source, r.because_item_id, r.reason
      FROM recommendations r
      JOIN customers c ON c.id = r.customer_id
      LEFT JOIN items i ON i.id = r.item_id
      WHERE r.generation_id = g.id AND r.customer_id = w.customer_id AND ${isLawful}
      ORDER BY r.place LIMIT $4
    ) l ON true
    ORDER BY w.customer_id, l.place`,
};

/** What the customer's segment has most, or everybody if the segment has nothing: for lists that are too old. */
export const readPopular: Statement = {
  name: 'read_popular',
  text: `
    SELECT row_number() OVER (ORDER BY r.popularity_micro DESC, r.item_id)::int AS place, r.item_id, r.title,
      r.category, r.popularity_micro AS score_micro, CASE WHEN r.segment = '' THEN 'popular' ELSE 'segment' END AS source,
      NULL AS because_item_id,
      CASE WHEN r.segment = '' THEN 'Popular with our customers' ELSE 'Popular with customers like you' END AS reason
    FROM current_generation g
    JOIN customers c ON c.id = $1
    JOIN popular_items r ON r.generation_id = g.generation_id AND r.segment = CASE WHEN EXISTS (
      SELECT FROM popular_items s WHERE s.generation_id = g.generation_id AND s.segment = c.segment)
      THEN c.segment ELSE '' END
    LEFT JOIN items i ON i.id = r.item_id
    WHERE ${isLawful}
    ORDER BY place LIMIT $4`,
};

export const addFeedback: Statement = {
  name: 'add_feedback',
  text: `
    INSERT INTO feedback (id, customer_id, item_id, generation_id, kind, placement, occurred_at, arm, shown_place,
      ranked_place, source, propensity)
    SELECT $1, $2, $3, $4, $5, $6, now(), $7, $8, $9, $10, $11
    WHERE NOT EXISTS (SELECT FROM erasures e WHERE e.customer_id = $2::uuid)`,
};
