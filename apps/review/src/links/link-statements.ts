import type { Statement } from '@paymo/platform';
import type { CaseStatus } from '../cases/case.entity.js';

export interface LinkedRow {
  readonly id: string;
  readonly payer_id: string;
  readonly payee_id: string;
  readonly device_id: string | null;
  readonly ip_address: string | null;
  /** Minor units, as text. */
  readonly amount_minor: string;
  readonly currency: string;
  readonly status: CaseStatus;
  readonly merged_into: string | null;
  readonly opened_at: Date;
}

const columns =
  'id, payer_id, payee_id, device_id, ip_address, amount_minor, currency, status, merged_into, opened_at';

export const caseItself: Statement = {
  name: 'linked_case_itself',
  text: `SELECT ${columns} FROM cases WHERE id = $1`,
};

function latestOf(column: string, ids: string): string {
  return `
    SELECT found.* FROM unnest(${ids}) AS entity(id) CROSS JOIN LATERAL (
      SELECT ${columns} FROM cases c WHERE c.${column} = entity.id AND c.opened_at >= $4
      ORDER BY c.opened_at DESC LIMIT $5) AS found`;
}

/**
 * The latest cases since `$4` of each of the accounts `$1`, devices `$2` and addresses `$3`, `$5` of each at most: a
 * shop that everybody pays costs no more than a friend.
 */
export const casesOfEntities: Statement = {
  name: 'cases_of_entities',
  text: [
    latestOf('payer_id', '$1::uuid[]'),
    latestOf('payee_id', '$1::uuid[]'),
    latestOf('device_id', '$2::text[]'),
    latestOf('ip_address', '$3::text[]'),
  ].join('\n    UNION'),
};
