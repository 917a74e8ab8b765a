import type { Statement } from '@paymo/platform';

export const changeFacts: Statement = {
  name: 'change_facts',
  text: `
    INSERT INTO customers AS c (id, segment, has_consent, is_suppressed, is_in_arrears, is_vulnerable, is_affordable,
      born_on, changed_by, changed_at)
    SELECT $1, coalesce($2, '-'), coalesce($3, false), coalesce($4, false), coalesce($5, false), coalesce($6, false),
      coalesce($7, false), $8, $9, now()
    WHERE NOT EXISTS (SELECT FROM erasures e WHERE e.customer_id = $1::uuid)
    ON CONFLICT (id) DO UPDATE SET segment = coalesce($2, c.segment), has_consent = coalesce($3, c.has_consent),
      is_suppressed = coalesce($4, c.is_suppressed), is_in_arrears = coalesce($5, c.is_in_arrears),
      is_vulnerable = coalesce($6, c.is_vulnerable), is_affordable = coalesce($7, c.is_affordable),
      born_on = coalesce($8, c.born_on), changed_by = $9, changed_at = now()
    RETURNING id`,
};

export const noteErasure: Statement = {
  name: 'note_erasure',
  text: `
    INSERT INTO erasures (customer_id, erased_at) VALUES ($1, now())
    ON CONFLICT (customer_id) DO UPDATE SET erased_at = now(), swept_at = NULL`,
};

export const eraseRows: readonly Statement[] = [
  { name: 'erase_facts', text: 'DELETE FROM customers WHERE id = $1' },
  { name: 'erase_collected', text: 'DELETE FROM collected_events WHERE customer_id = $1' },
  { name: 'erase_recommendations', text: 'DELETE FROM recommendations WHERE customer_id = $1' },
  { name: 'erase_feedback', text: 'DELETE FROM feedback WHERE customer_id = $1' },
];

export const putItem: Statement = {
  name: 'put_item',
  text: `
    INSERT INTO items (id, title, category, is_credit, age_min, is_withdrawn) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (id) DO UPDATE SET title = $2, category = $3, is_credit = $4, age_min = $5, is_withdrawn = $6`,
};
