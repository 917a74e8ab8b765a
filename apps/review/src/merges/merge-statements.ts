import type { Statement } from '@paymo/platform';

/** Whether two cases have anything in common that a merge can be for. */
export const shareSomething: Statement = {
  name: 'cases_share_something',
  text: `
    SELECT (a.payer_id IN (b.payer_id, b.payee_id) OR a.payee_id IN (b.payer_id, b.payee_id)
      OR a.device_id = b.device_id OR a.ip_address = b.ip_address) IS TRUE AS "isSo"
    FROM cases a, cases b WHERE a.id = $1 AND b.id = $2`,
};

/** Case `$2`, and what was merged into it, become parts of `$1`, which is for the seniors if any of them was. */
export const mergeCases: Statement = {
  name: 'merge_cases',
  text: `
    WITH parts AS (
      UPDATE cases SET merged_into = $1, holder = NULL, leased_until = NULL
      WHERE (id = $2 OR merged_into = $2) AND status = 'open' RETURNING lane)
    UPDATE cases SET lane = 'senior' WHERE id = $1 AND EXISTS (SELECT FROM parts WHERE lane = 'senior')`,
};

export const partCase: Statement = {
  name: 'part_case',
  text: `UPDATE cases SET merged_into = NULL WHERE id = $1 AND merged_into = $2 AND status = 'open' RETURNING id`,
};

export const listParts: Statement = {
  name: 'list_parts_of_case',
  text: `SELECT id FROM cases WHERE merged_into = $1 AND status = 'open' ORDER BY deadline_at, id LIMIT 100`,
};
