import type { Statement } from '@paymo/platform';

export interface TrustedPayeeRow {
  readonly account_id: string;
  readonly signed_at: Date;
}

/** Answers nothing when a signature of the same time or a later one was taken before, or the owner has `$6` already. */
export const trustPayee: Statement = {
  name: 'trust_payee',
  text: `
    INSERT INTO trusted_payees AS t (owner, account_id, signed_at, device_key_id)
    SELECT $1, $2, $3, $4
    WHERE (SELECT count(*) FROM trusted_payees WHERE owner = $1 AND removed_at IS NULL AND account_id <> $2) < $5::int
    ON CONFLICT (owner, account_id) DO UPDATE
      SET signed_at = excluded.signed_at, device_key_id = excluded.device_key_id, removed_at = NULL
      WHERE t.signed_at < excluded.signed_at
    RETURNING account_id, signed_at`,
};

export const listTrustedPayees: Statement = {
  name: 'list_trusted_payees',
  text: `
    SELECT account_id, signed_at FROM trusted_payees WHERE owner = $1 AND removed_at IS NULL ORDER BY signed_at, account_id`,
};

/** The row stays, so that the signature that made it never counts again. */
export const distrustPayee: Statement = {
  name: 'distrust_payee',
  text: `
    UPDATE trusted_payees SET removed_at = now()
    WHERE owner = $1 AND account_id = $2 AND removed_at IS NULL RETURNING account_id`,
};
