import type { Statement } from '@paymo/platform';

export interface FactsRow {
  readonly segment: string;
  readonly has_consent: boolean;
  readonly is_suppressed: boolean;
  readonly is_in_arrears: boolean;
  readonly is_vulnerable: boolean;
  readonly is_affordable: boolean;
  /** Full years; null of whom it is not known. */
  readonly age: number | null;
}

export const readFacts: Statement = {
  name: 'read_facts',
  text: `
    SELECT segment, has_consent, is_suppressed, is_in_arrears, is_vulnerable, is_affordable,
      CASE WHEN born_on IS NOT NULL THEN age_of(born_on) END AS age
    FROM customers WHERE id = $1`,
};

export interface ExclusionRow {
  /** Null for everything. */
  readonly item_id: string | null;
  readonly title: string | null;
  readonly reason: string;
}

/** What the customer must not be offered by the facts of this moment, with all reasons. What they have is not known here. */
export const readExclusions: Statement = {
  name: 'read_exclusions',
  text: `
    WITH c AS (SELECT * FROM customers WHERE id = $1),
      offers AS (
        SELECT id AS item_id, is_credit, age_from, is_withdrawn FROM items
        UNION
        SELECT r.item_id, r.is_credit, 0, false FROM recommendations r JOIN current_generation USING (generation_id)
        WHERE r.customer_id = $1 AND NOT EXISTS (SELECT FROM items WHERE id = r.item_id)
      ),
      excluded AS (
        SELECT NULL AS item_id, 'no_consent' AS reason
        WHERE NOT EXISTS (SELECT FROM c WHERE has_consent)
        UNION ALL SELECT NULL, 'suppressed' FROM c WHERE is_suppressed
        UNION ALL SELECT item_id, 'in_arrears' FROM c, offers WHERE is_in_arrears AND is_credit
        UNION ALL SELECT item_id, 'vulnerable' FROM c, offers WHERE is_vulnerable AND is_credit
        UNION ALL SELECT item_id, 'not_affordable' FROM c, offers WHERE NOT is_affordable AND is_credit
        UNION ALL SELECT item_id, 'under_age' FROM c, offers WHERE age_from > age_of(born_on)
        UNION ALL SELECT item_id, 'withdrawn' FROM offers WHERE is_withdrawn
        UNION ALL SELECT DISTINCT item_id, 'cooling_off' FROM feedback WHERE customer_id = $1 AND kind = 'dismissed'
          AND occurred_at > now() - make_interval(days => $2)
        UNION ALL SELECT item_id, 'frequency_cap' FROM feedback WHERE customer_id = $1 AND kind = 'shown'
          GROUP BY item_id HAVING count(*) >= $3
      )
    SELECT e.item_id, i.title, e.reason FROM excluded e LEFT JOIN items i ON i.id = e.item_id
    ORDER BY e.item_id NULLS FIRST, e.reason LIMIT 200`,
};

export interface CatalogueRow {
  readonly id: string;
  readonly title: string;
  readonly category: string;
  readonly is_credit: boolean;
  readonly age_from: number;
  readonly is_withdrawn: boolean;
  readonly lists: string;
}

/** The catalogue, and the shops beside it that are in lists: those in the most lists first. */
export const readCatalogue: Statement = {
  name: 'read_catalogue',
  text: `
    WITH listed AS (SELECT * FROM listed_items JOIN current_generation USING (generation_id))
    SELECT coalesce(i.id, l.item_id) AS id, coalesce(i.title, l.title) AS title, coalesce(i.category, l.category) AS category,
      coalesce(i.is_credit, l.is_credit) AS is_credit, coalesce(i.age_from, 0) AS age_from,
      coalesce(i.is_withdrawn, false) AS is_withdrawn,
      coalesce(l.lists, 0) AS lists
    FROM items i FULL JOIN listed l ON l.item_id = i.id ORDER BY lists DESC, id LIMIT $1`,
};
