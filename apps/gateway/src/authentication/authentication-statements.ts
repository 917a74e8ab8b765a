import type { Statement } from '@paymo/platform';
import type { Exemption } from './exemptions.js';

export interface PayerRow {
  readonly owner: string;
  /** Device keys that are not revoked. */
  readonly key_count: number;
  readonly exempted_count: number;
  readonly exempted_minor: string;
  /** Those of `$2` that are the customer's. */
  readonly account_ids: string[];
  /** Those of `$2` that the customer trusts. */
  readonly trusted_ids: string[];
}

/**
 * Locks what is known of customers who have ever registered a device key; others have no row. Behind the locks of
 * accounts in every transaction, and in the order of the owners, so that no two wait for each other.
 */
export const lockPayers: Statement = {
  name: 'lock_payer_authentication',
  text: `
    SELECT s.owner, s.key_count, s.exempted_count, s.exempted_minor,
      ARRAY(SELECT a.id::text FROM accounts a WHERE a.id = ANY($2::uuid[]) AND a.owner = s.owner) AS account_ids,
      ARRAY(SELECT t.account_id::text FROM trusted_payees t
        WHERE t.account_id = ANY($2::uuid[]) AND t.owner = s.owner AND t.removed_at IS NULL) AS trusted_ids
    FROM payer_authentication s WHERE s.owner = ANY($1::text[]) ORDER BY s.owner FOR NO KEY UPDATE OF s`,
};

export const countExempted: Statement = {
  name: 'count_exempted',
  text: `
    UPDATE payer_authentication s SET exempted_count = u.count, exempted_minor = u.sum
    FROM unnest($1::text[], $2::int[], $3::bigint[]) AS u(owner, count, sum) WHERE s.owner = u.owner`,
};

export const enterAuthentications: Statement = {
  name: 'enter_payment_authentications',
  text: `
    INSERT INTO payment_authentications (payment_id, owner, exemption, challenge_id, expires_at, device_id, client_address)
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::timestamptz[], $6::text[], $7::text[])`,
};

export const confirmAuthentications: Statement = {
  name: 'confirm_payment_authentications',
  text: `
    UPDATE payment_authentications p SET device_key_id = u.key_id
    FROM unnest($1::uuid[], $2::uuid[]) AS u(payment_id, key_id)
    WHERE p.payment_id = ANY($1::uuid[]) AND p.payment_id = u.payment_id`,
};

export interface AuthenticationRow {
  readonly owner: string;
  readonly exemption: Exemption | null;
  readonly challenge_id: string | null;
  readonly expires_at: Date | null;
  readonly wrong_tries: number;
  readonly device_key_id: string | null;
  readonly device_id: string | null;
  readonly client_address: string | null;
}

export const readAuthentication: Statement = {
  name: 'read_payment_authentication',
  text: `
    SELECT owner, exemption, challenge_id, expires_at, wrong_tries, device_key_id, device_id, client_address
    FROM payment_authentications WHERE payment_id = $1`,
};

/** Counts a wrong try; no row when there are no more to be had. */
export const countWrongTry: Statement = {
  name: 'count_wrong_try',
  text: `
    UPDATE payment_authentications SET wrong_tries = wrong_tries + 1
    WHERE payment_id = $1 AND wrong_tries < $2 RETURNING wrong_tries`,
};
