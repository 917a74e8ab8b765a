import type { Statement } from '@paymo/platform';

/** Exposures of so many days are reported. */
export const reportDays = 30;

export interface ListsRow {
  readonly generation_id: string;
  readonly as_of: Date;
  readonly is_current: boolean;
  readonly source: string;
  readonly rows: string;
  readonly customers: string;
}

/** The lists of the current generation and of the one before it, by the source of their rows. */
export const readLists: Statement = {
  name: 'read_report_lists',
  text: `
    SELECT r.generation_id, g.as_of, r.generation_id = c.generation_id AS is_current, r.source, count(*) AS rows,
      count(DISTINCT r.customer_id) AS customers
    FROM current_generation c
    JOIN generations g ON g.id = c.generation_id OR g.id = (SELECT max(b.id) FROM generations b
      WHERE b.status = 'ready' AND b.id < c.generation_id)
    JOIN recommendations r ON r.generation_id = g.id
    GROUP BY r.generation_id, g.as_of, c.generation_id, r.source ORDER BY r.generation_id DESC, r.source`,
};

export interface ChoiceRow {
  readonly arm: 'ranked' | 'explored';
  readonly ranked_place: number;
  readonly propensity: number;
  readonly is_answered: boolean;
  readonly times: string;
}

/** First places that were shown, and whether the customer opened or took what was in them. */
export const readChoices: Statement = {
  name: 'read_report_choices',
  text: `
    SELECT f.arm, f.ranked_place, f.propensity, EXISTS (SELECT FROM feedback a
      WHERE a.customer_id = f.customer_id AND a.item_id = f.item_id AND a.generation_id = f.generation_id
        AND a.kind IN ('opened', 'taken') AND a.occurred_at >= f.occurred_at) AS is_answered, count(*) AS times
    FROM feedback f
    WHERE f.kind = 'shown' AND f.propensity IS NOT NULL AND f.occurred_at > now() - make_interval(days => $1)
    GROUP BY 1, 2, 3, 4`,
};

export interface ArmRow {
  readonly arm: 'ranked' | 'explored';
  readonly customers: string;
}

export const readArms: Statement = {
  name: 'read_report_arms',
  text: `
    SELECT arm, count(DISTINCT customer_id) AS customers FROM feedback
    WHERE kind = 'shown' AND arm IS NOT NULL AND occurred_at > now() - make_interval(days => $1)
    GROUP BY arm`,
};

export interface UptakeRow {
  readonly source: string;
  readonly shown: string;
  readonly opened: string;
  readonly taken: string;
  readonly dismissed: string;
}

/** What became of what each source proposed; an answer belongs to the source that showed it to the customer. */
export const readUptake: Statement = {
  name: 'read_report_uptake',
  text: `
    WITH shown AS (
      SELECT DISTINCT customer_id, item_id, generation_id, source FROM feedback
      WHERE kind = 'shown' AND source IS NOT NULL AND occurred_at > now() - make_interval(days => $1)
    )
    SELECT s.source, count(DISTINCT s) AS shown,
      count(DISTINCT s) FILTER (WHERE a.kind = 'opened') AS opened,
      count(DISTINCT s) FILTER (WHERE a.kind = 'taken') AS taken,
      count(DISTINCT s) FILTER (WHERE a.kind = 'dismissed') AS dismissed
    FROM shown s
    LEFT JOIN feedback a USING (customer_id, item_id, generation_id)
    GROUP BY s.source ORDER BY s.source`,
};
