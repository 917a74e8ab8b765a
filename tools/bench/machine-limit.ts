import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { emptyStates, observe, type PaymentFacts } from '@paymo/features';
import { newId } from '@paymo/platform';
import { usageOf } from './process-usage.js';

export interface Limit {
  readonly paymentsPerS: number;
  /** CPU of the client and Postgres together, in milliseconds a payment. */
  readonly cpuMs: number;
}

const batchPayments = 256;
const accounts = 2000;
const statesPerPayment = 3;

/** What scoring stores of an account after its first payment, and the vector of a second one. */
const { typicalState, typicalVector } = typicalMemory();

/** The tables of all services, with the same columns and indexes, but without roles, triggers and checks. */
const tables = `
  DROP SCHEMA IF EXISTS machine_limit CASCADE;
  CREATE SCHEMA machine_limit;
  SET search_path = machine_limit;
  CREATE TABLE ledger_accounts (LIKE payments.ledger_accounts INCLUDING ALL);
  CREATE TABLE ledger_transfers (LIKE payments.ledger_transfers INCLUDING ALL);
  CREATE TABLE payments (LIKE payments.payments INCLUDING ALL);
  CREATE TABLE open_payments (LIKE payments.open_payments INCLUDING ALL);
  CREATE TABLE payment_history (LIKE payments.payment_history INCLUDING ALL);
  CREATE TABLE idempotency_keys (LIKE payments.idempotency_keys INCLUDING ALL);
  CREATE TABLE outbox (LIKE payments.outbox INCLUDING ALL);
  CREATE TABLE entity_states (LIKE scoring.entity_states INCLUDING ALL);
  CREATE TABLE decisions (LIKE scoring.decisions INCLUDING ALL);
`;

/**
 * Writes the rows of payments set-wise with nothing but a Postgres client: what the machine could do at best.
 * Each batch takes the three transactions that the way takes: accept, decide, settle.
 */
export async function measureLimit(
  adminUrl: string,
  postgresPid: number | undefined,
  measureMs: number,
): Promise<Limit> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  await client.query(tables);
  const accountIds = Array.from({ length: accounts }, () => newId());
  await client.query(
    `INSERT INTO ledger_accounts (id, currency, kind, may_overdraw, credits_posted)
     SELECT unnest($1::uuid[]), 'GBP', 'customer', false, 1000000000`,
    [accountIds],
  );
  const cpuNow = (): number => {
    const own = process.cpuUsage();
    return (own.user + own.system) / 1000 + (postgresPid === undefined ? 0 : usageOf(postgresPid).cpuMs);
  };
  await writeFor(client, accountIds, measureMs / 4);
  const cpuBefore = cpuNow();
  const startMs = performance.now();
  const payments = await writeFor(client, accountIds, measureMs);
  const seconds = (performance.now() - startMs) / 1000;
  const cpuMs = (cpuNow() - cpuBefore) / payments;
  await client.query('DROP SCHEMA machine_limit CASCADE');
  await client.end();
  return { paymentsPerS: payments / seconds, cpuMs };
}

async function writeFor(client: pg.Client, accountIds: readonly string[], ms: number): Promise<number> {
  const endMs = performance.now() + ms;
  let payments = 0;
  while (performance.now() < endMs) {
    await writeBatch(client, accountIds);
    payments += batchPayments;
  }
  return payments;
}

async function writeBatch(client: pg.Client, accountIds: readonly string[]): Promise<void> {
  const ids = Array.from({ length: batchPayments }, () => newId());
  const pick = (): string => accountIds[Math.floor(Math.random() * accountIds.length)] ?? '';
  const payers = ids.map(pick);
  const payees = ids.map((_, index) => {
    const payee = pick();
    return payee === payers[index] ? (accountIds.find((id) => id !== payee) ?? '') : payee;
  });
  const keys = ids.map(() => randomUUID());
  const touched = [...new Set([...payers, ...payees])];
  await accept(client, ids, payers, payees, keys, touched);
  await decide(client, ids, touched);
  await settle(client, ids, payers, payees, keys, touched);
}

async function accept(
  client: pg.Client,
  ...[ids, payers, payees, keys, touched]: [string[], string[], string[], string[], string[]]
): Promise<void> {
  await client.query('BEGIN');
  await run(
    client,
    'limit_keys',
    `INSERT INTO idempotency_keys (key, fingerprint, payment_id)
    SELECT k, '\\x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff', p
    FROM unnest($1::text[], $2::uuid[]) AS u(k, p)`,
    [keys, ids],
  );
  await run(
    client,
    'limit_lock',
    'SELECT * FROM ledger_accounts WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE',
    [touched],
  );
  await transfers(
    client,
    'limit_pending',
    'pending',
    ids,
    payers,
    payees,
    ids.map(() => null),
  );
  await balances(client, touched);
  await run(
    client,
    'limit_payments',
    `INSERT INTO payments (id, payer_id, payee_id, amount_minor, currency, type, reference,
      status, idempotency_key, occurred_at, created_at, updated_at, traceparent)
    SELECT i, d, c, 100, 'GBP', 'transfer', 'bench', 'submitted', k, now(), now(), now(),
      '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[]) AS u(i, d, c, k)`,
    [ids, payers, payees, keys],
  );
  await history(client, ids, 1, 'submitted');
  await run(client, 'limit_open', `INSERT INTO open_payments SELECT unnest($1::uuid[]), now()`, [ids]);
  await outbox(client, ids.length * 1000);
  await client.query('COMMIT');
}

async function decide(client: pg.Client, ids: string[], touched: string[]): Promise<void> {
  const fresh = Array.from({ length: ids.length * statesPerPayment - touched.length }, () => newId());
  const states = [...touched, ...fresh];
  await client.query('BEGIN');
  await run(
    client,
    'limit_states',
    `INSERT INTO entity_states SELECT i, $2::json FROM unnest($1::uuid[]) AS i
    ON CONFLICT (id) DO UPDATE SET state = excluded.state`,
    [states, typicalState],
  );
  await run(
    client,
    'limit_decisions',
    `INSERT INTO decisions (payment_id, outcome, score, vector, reasons, model, policy,
      catalogue_version, payment, decided_at)
    SELECT i, 'approve', 0.001, $3::float8[], '[]', 'fraud/1', 'thresholds/1', 1, $2::json, now()
    FROM unnest($1::uuid[]) AS i`,
    [ids, JSON.stringify({ filler: 'x'.repeat(480) }), typicalVector],
  );
  await outbox(client, ids.length * 900);
  await client.query('COMMIT');
}

async function settle(
  client: pg.Client,
  ...[ids, payers, payees, keys, touched]: [string[], string[], string[], string[], string[]]
): Promise<void> {
  await client.query('BEGIN');
  await run(
    client,
    'limit_lock_payments',
    'SELECT * FROM payments WHERE id = ANY($1::uuid[]) FOR NO KEY UPDATE',
    [ids],
  );
  await run(
    client,
    'limit_lock',
    'SELECT * FROM ledger_accounts WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE',
    [touched],
  );
  await transfers(
    client,
    'limit_post',
    'post',
    ids.map(() => newId()),
    payers,
    payees,
    ids,
  );
  await balances(client, touched);
  await run(
    client,
    'limit_move',
    `UPDATE payments SET status = 'settled', version = 2, updated_at = now() WHERE id = ANY($1::uuid[])`,
    [ids],
  );
  await history(client, ids, 2, 'settled');
  await run(
    client,
    'limit_answers',
    `UPDATE idempotency_keys SET answer_status = 201, answer_body = $2 WHERE key = ANY($1::text[])`,
    [keys, 'x'.repeat(450)],
  );
  await run(client, 'limit_close', 'DELETE FROM open_payments WHERE payment_id = ANY($1::uuid[])', [ids]);
  await outbox(client, ids.length * 800);
  await run(client, 'limit_forget', 'DELETE FROM outbox', []);
  await client.query('COMMIT');
}

async function transfers(
  client: pg.Client,
  name: string,
  kind: string,
  ...[ids, payers, payees, pendingIds]: [string[], string[], string[], (string | null)[]]
): Promise<void> {
  await run(
    client,
    name,
    `INSERT INTO ledger_transfers (id, kind, debit_account_id, credit_account_id, amount_minor, currency, pending_id)
    SELECT i, '${kind}', d, c, 100, 'GBP', p FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[]) AS u(i, d, c, p)`,
    [ids, payers, payees, pendingIds],
  );
}

async function balances(client: pg.Client, touched: string[]): Promise<void> {
  await run(
    client,
    'limit_balances',
    'UPDATE ledger_accounts SET debits_pending = debits_pending + 0, credits_posted = credits_posted + 1 WHERE id = ANY($1::uuid[])',
    [touched],
  );
}

async function history(client: pg.Client, ids: string[], version: number, status: string): Promise<void> {
  await run(
    client,
    'limit_history',
    `INSERT INTO payment_history SELECT i, $2, 'submitted', $3, 'app', now() FROM unnest($1::uuid[]) AS i`,
    [ids, version, status],
  );
}

async function outbox(client: pg.Client, bytes: number): Promise<void> {
  await run(client, 'limit_outbox', 'INSERT INTO outbox (id, messages) VALUES ($1, $2)', [
    newId(),
    'x'.repeat(bytes),
  ]);
}

async function run(client: pg.Client, name: string, text: string, values: unknown[]): Promise<void> {
  await client.query({ name, text, values });
}

function typicalMemory(): { typicalState: string; typicalVector: number[] } {
  const states = emptyStates();
  const party = (accountId: string): PaymentFacts['payer'] => ({
    accountId,
    kind: 'customer',
    balanceMinor: 100_000,
  });
  const payment: PaymentFacts = {
    payer: party('payer'),
    payee: party('payee'),
    type: 'transfer',
    amountMinor: 100,
    occurredAtMs: Date.now(),
    deviceId: null,
    ipAddress: null,
  };
  observe(states, payment);
  const typicalState = JSON.stringify(states.accounts.get('payer'));
  return { typicalState, typicalVector: observe(states, payment) };
}
