import pg from 'pg';

const principalMinor = 60_000;
const instalments = 6;
const paymentMinor = 10_500;
const interestMinor = 500;
const depositMinor = 100_000;

/** The account of a seeded customer; loans end in the same digits. */
export function seededAccount(index: number): string {
  return `00000000-0000-7000-9000-${index.toString(16).padStart(12, '0')}`;
}

const account = `('00000000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid`;
const loan = `('00000000-0000-7000-a000-' || lpad(to_hex(n), 12, '0'))::uuid`;
const funding = `'00000000-0000-7000-8000-000000474250'::uuid`;

/** Three months of income and spending for `$1` accounts of `$2` customers in turn. */
const customers = [
  `INSERT INTO loans.account_owners (account_id, owner)
   SELECT ${account}, 'bench-' || n % $2::int FROM generate_series(0, $1::int - 1) AS n`,
  `INSERT INTO loans.account_months (account_id, month, in_minor, out_minor, committed_minor)
   SELECT ${account}, date_trunc('month', now())::date - make_interval(months => m), 200000, 60000 + n % 50000, 40000
   FROM generate_series(0, $1::int - 1) AS n, generate_series(1, 3) AS m WHERE $2::int > 0`,
];

/** `$1` accounts with money, each from a deposit that the ledger's checks can follow. */
const accounts = [
  `INSERT INTO payments.ledger_accounts (id, currency, kind, may_overdraw, credits_posted)
   SELECT ${account}, 'GBP', 'customer', false, ${depositMinor} FROM generate_series(0, $1::int - 1) AS n`,
  `INSERT INTO payments.ledger_accounts (id, currency, kind, may_overdraw, debits_posted)
   SELECT ${funding}, 'GBP', 'funding', true, $1::bigint * ${depositMinor}`,
  `INSERT INTO payments.accounts (id, name, opened_at)
   SELECT ${account}, 'bench', now() FROM generate_series(0, $1::int - 1) AS n`,
  `INSERT INTO payments.ledger_transfers (id, kind, debit_account_id, credit_account_id, amount_minor, currency)
   SELECT ${loan}, 'direct', ${funding}, ${account}, ${depositMinor}, 'GBP' FROM generate_series(0, $1::int - 1) AS n`,
];

/** `$1` running loans of six months, drawn on thirty days in turn, each with what fell due before `$2` paid. */
const loans = [
  `INSERT INTO loans.loans (id, offer_id, account_id, status, principal_minor, currency, agreed_rate, annual_rate, apr,
     agreement_hash, agreed_on, drawn_on, plan_from, principal_owed_minor, instalment_minor, created_at, updated_at,
     oldest_due_on)
   SELECT ${loan}, ${loan}, ${account}, 'active', ${principalMinor}, 'GBP', 0.149, 0.149, 0.16, 'bench',
     drawn, drawn, drawn, ${principalMinor}, ${paymentMinor}, now(), now(),
     (SELECT min(drawn + 30 * k) FROM generate_series(1, ${instalments}) AS k WHERE drawn + 30 * k >= $2::date)
   FROM generate_series(0, $1::int - 1) AS n, LATERAL (SELECT $2::date - 30 - n % 30 AS drawn) AS d`,
  `INSERT INTO loans.instalments (loan_id, plan, number, due_on, payment_minor, interest_minor, principal_minor,
     balance_minor, paid_minor)
   SELECT l.id, 1, k, l.drawn_on + 30 * k, ${paymentMinor}, ${interestMinor}, ${principalMinor / instalments},
     ${principalMinor} - ${principalMinor / instalments} * k,
     CASE WHEN l.drawn_on + 30 * k < $2::date THEN ${paymentMinor} ELSE 0 END
   FROM loans.loans l, generate_series(1, ${instalments}) AS k WHERE $1::int > 0`,
];

/**
 * Fills a bench's own database with customers whom lending knows, or with running loans and the money to pay them.
 *
 * @param adminUrl of a database that is not a real bank's
 */
export async function seedLending(
  adminUrl: string,
  what: { readonly accounts: number; readonly customers: number } | { loans: number; on: string },
): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    if ('customers' in what) {
      for (const text of customers) await client.query(text, [what.accounts, what.customers]);
    } else {
      for (const text of accounts) await client.query(text, [what.loans]);
      for (const text of loans) await client.query(text, [what.loans, what.on]);
    }
    await client.query('ANALYZE');
  } finally {
    await client.end();
  }
}
