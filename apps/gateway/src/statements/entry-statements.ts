import type { Statement } from '@paymo/platform';

export interface EntryRow {
  readonly id: string;
  readonly is_out: boolean;
  readonly amount_minor: string;
  readonly currency: string;
  readonly counterparty_id: string;
  readonly counterparty_name: string;
  readonly kind: 'payment' | 'refund' | 'loan' | 'deposit' | 'reimbursement';
  readonly payment_id: string | null;
  readonly reference: string | null;
  /** Ids of the message that asked for the payment; null when none did. */
  readonly message_id: string | null;
  readonly payment_information_id: string | null;
  readonly instruction_id: string | null;
  readonly end_to_end_id: string | null;
  readonly uetr: string | null;
  readonly created_at: Date;
  readonly place: string;
}

/** What one side of the ledger has of the account `$1`; each side has its own index. */
function side(own: 'debit' | 'credit', condition: string, order: string): string {
  const other = own === 'debit' ? 'credit' : 'debit';
  return `(
    SELECT id, ${own === 'debit'} AS is_out, amount_minor, currency, ${other}_account_id AS counterparty_id, pending_id, created_at
    FROM ledger_transfers WHERE ${own}_account_id = $1 AND kind IN ('direct', 'post') AND ${condition}
    ORDER BY created_at ${order}, id ${order} LIMIT $4)`;
}

/** Money of the bank itself comes from accounts that belong to nobody and have no name of their own. */
function entries(condition: string, order: 'ASC' | 'DESC'): string {
  return `
    SELECT e.id, e.is_out, e.amount_minor, e.currency, e.counterparty_id, coalesce(a.name, 'Paymo') AS counterparty_name,
      CASE WHEN l.kind = 'lending' THEN 'loan' WHEN l.kind = 'funding' THEN 'deposit'
        WHEN l.kind = 'claims' THEN 'reimbursement'
        WHEN r.payment_id IS NOT NULL THEN 'refund' ELSE 'payment' END AS kind,
      p.id AS payment_id, p.reference, m.message_id, m.payment_information_id, m.instruction_id, m.end_to_end_id, m.uetr,
      e.created_at, e.created_at::text AS place
    FROM (${side('debit', condition, order)} UNION ALL ${side('credit', condition, order)}) AS e
    JOIN ledger_accounts l ON l.id = e.counterparty_id
    LEFT JOIN accounts a ON a.id = e.counterparty_id
    LEFT JOIN payments p ON p.id = e.pending_id
    LEFT JOIN refunds r ON r.payment_id = p.id
    LEFT JOIN payment_messages m ON m.payment_id = p.id
    ORDER BY e.created_at ${order}, e.id ${order} LIMIT $4`;
}

/** Entries before a place, the newest first. */
export const entriesBefore: Statement = {
  name: 'entries_before',
  text: entries('(created_at, id) < ($2::timestamptz, $3::uuid)', 'DESC'),
};

/** Entries of a period, the oldest first; `$3` is its end, which is no part of it. */
export const entriesOfPeriod: Statement = {
  name: 'entries_of_period',
  text: entries('created_at >= $2::timestamptz AND created_at < $3::timestamptz', 'ASC'),
};

/** What an account has now, less all that has moved since `$2`: what it had then. */
export const readOpening: Statement = {
  name: 'read_opening_balance',
  text: `
    SELECT l.credits_posted - l.debits_posted
      - coalesce((SELECT sum(amount_minor) FROM ledger_transfers
          WHERE credit_account_id = $1 AND kind IN ('direct', 'post') AND created_at >= $2), 0)
      + coalesce((SELECT sum(amount_minor) FROM ledger_transfers
          WHERE debit_account_id = $1 AND kind IN ('direct', 'post') AND created_at >= $2), 0) AS opening
    FROM ledger_accounts l WHERE l.id = $1`,
};
