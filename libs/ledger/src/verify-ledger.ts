import type { Statement, Transaction } from '@paymo/platform';

export interface LedgerReport {
  readonly isBalanced: boolean;
  readonly accounts: number;
  readonly transfers: number;
  /** What is wrong, a line each; empty when all invariants hold. */
  readonly faults: readonly string[];
}

interface Invariant {
  readonly meaning: string;
  /** Returns one row for each breach, with a column `what`. */
  readonly statement: Statement;
}

const invariants: readonly Invariant[] = [
  {
    meaning: 'debits equal credits in each currency',
    statement: {
      name: 'verify_double_entry',
      text: `SELECT currency || ': debits ' || sum(debits_posted) || ', credits ' || sum(credits_posted) AS what
             FROM ledger_accounts GROUP BY currency
             HAVING sum(debits_posted) <> sum(credits_posted) OR sum(debits_pending) <> sum(credits_pending)`,
    },
  },
  {
    meaning: 'no customer account is overdrawn',
    statement: {
      name: 'verify_overdraft',
      text: `SELECT id::text AS what FROM ledger_accounts
             WHERE NOT may_overdraw AND credits_posted - debits_posted - debits_pending < 0`,
    },
  },
  {
    meaning: 'every post and void has one pending parent of the same accounts and enough money',
    statement: {
      name: 'verify_parents',
      text: `SELECT t.id::text AS what FROM ledger_transfers t
             LEFT JOIN ledger_transfers p ON p.id = t.pending_id AND p.kind = 'pending'
               AND p.debit_account_id = t.debit_account_id AND p.credit_account_id = t.credit_account_id
               AND p.currency = t.currency AND t.amount_minor <= p.amount_minor
             WHERE t.kind IN ('post', 'void') AND p.id IS NULL`,
    },
  },
  {
    meaning: 'a pending transfer is resolved once at most',
    statement: {
      name: 'verify_resolved_once',
      text: `SELECT pending_id::text AS what FROM ledger_transfers WHERE pending_id IS NOT NULL
             GROUP BY pending_id HAVING count(*) > 1`,
    },
  },
  {
    meaning: 'balances equal the sum of their transfers',
    statement: {
      name: 'verify_balances',
      text: `
        WITH effect AS (
          SELECT t.debit_account_id, t.credit_account_id,
            CASE WHEN t.kind IN ('direct', 'post') THEN t.amount_minor ELSE 0 END AS posted,
            CASE WHEN t.kind = 'pending' AND r.id IS NULL THEN t.amount_minor ELSE 0 END AS pending
          FROM ledger_transfers t LEFT JOIN ledger_transfers r ON r.pending_id = t.id),
        side AS (
          SELECT debit_account_id AS id, posted AS debits_posted, pending AS debits_pending,
            0::bigint AS credits_posted, 0::bigint AS credits_pending FROM effect
          UNION ALL SELECT credit_account_id, 0, 0, posted, pending FROM effect),
        folded AS (
          SELECT id, sum(debits_posted) AS debits_posted, sum(debits_pending) AS debits_pending,
            sum(credits_posted) AS credits_posted, sum(credits_pending) AS credits_pending FROM side GROUP BY id)
        SELECT coalesce(a.id, f.id)::text AS what FROM ledger_accounts a FULL JOIN folded f ON f.id = a.id
        WHERE (coalesce(a.debits_posted, 0), coalesce(a.debits_pending, 0),
               coalesce(a.credits_posted, 0), coalesce(a.credits_pending, 0))
          IS DISTINCT FROM (coalesce(f.debits_posted, 0), coalesce(f.debits_pending, 0),
               coalesce(f.credits_posted, 0), coalesce(f.credits_pending, 0))`,
    },
  },
];

const counts: Statement = {
  name: 'verify_counts',
  text: `SELECT (SELECT count(*) FROM ledger_accounts) AS accounts, (SELECT count(*) FROM ledger_transfers) AS transfers`,
};
const faultsShownMax = 20;

/** Checks every invariant of the ledger; `database.snapshot(verifyLedger)` does so for one moment. */
export async function verifyLedger(transaction: Pick<Transaction, 'query'>): Promise<LedgerReport> {
  const [totals] = await transaction.query<{ accounts: string; transfers: string }>(counts, []);
  const faults: string[] = [];
  for (const { meaning, statement } of invariants) {
    const breaches = await transaction.query<{ what: string }>(statement, []);
    for (const { what } of breaches.slice(0, faultsShownMax)) faults.push(`broken: ${meaning}: ${what}`);
  }
  return {
    isBalanced: faults.length === 0,
    accounts: Number(totals?.accounts ?? 0),
    transfers: Number(totals?.transfers ?? 0),
    faults,
  };
}
