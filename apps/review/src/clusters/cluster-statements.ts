import type { Statement } from '@paymo/platform';

export interface AlikeRow {
  readonly id: string;
  /** Minor units, as text, with what is merged into it. */
  readonly amount_minor: string;
  /** Of the rules that hit. */
  readonly rule_ids: readonly string[];
}

const signature = `
  array(SELECT r->>'feature' FROM json_array_elements(reasons) AS r ORDER BY 1)
    || array(SELECT '#' || (r->>'ruleId') FROM json_array_elements(rules) AS r ORDER BY 1)`;

/**
 * Open cases with the payee of `$1`, the same reasons and the same rules, itself among them; nothing is like a case
 * without any. What sleeps, waits for its payer or needs a senior analyst is work of another kind.
 */
export const casesAlike: Statement = {
  name: 'cases_alike',
  text: `
    WITH shown AS (SELECT id, payee_id, ${signature} AS signature FROM cases WHERE id = $1)
    SELECT c.id, c.amount_minor + coalesce((
        SELECT sum(part.amount_minor) FROM cases part WHERE part.merged_into = c.id AND part.status = 'open'
      ), 0) AS amount_minor, array(SELECT r->>'ruleId' FROM json_array_elements(c.rules) AS r) AS rule_ids
    FROM shown JOIN cases c ON c.payee_id = shown.payee_id
    WHERE c.status = 'open' AND (c.id = shown.id OR (
      c.lane <> 'senior' AND c.merged_into IS NULL AND NOT EXISTS (
        SELECT FROM cases part WHERE part.merged_into = c.id AND part.status = 'open') AND cardinality(shown.signature) > 0 AND ${signature.replaceAll(/reasons|rules/g, 'c.$&')} = shown.signature
      AND (c.snoozed_until IS NULL OR c.snoozed_until <= $2) AND (c.waiting_until IS NULL OR c.waiting_until <= $2)))
    ORDER BY c.id <> $1, c.id LIMIT $3`,
};
