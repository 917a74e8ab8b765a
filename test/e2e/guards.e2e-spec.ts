import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import request from 'supertest';
import { allowedPairs, paymentStatuses } from '../../apps/gateway/src/payments/payment-status.js';
import { App, money } from '../support/app.js';
import { type Bank, openBank } from '../support/bank.js';

describe('guards', () => {
  let bank: Bank;
  let app: App;
  let paymentId: string;

  beforeAll(async () => {
    bank = await openBank({ services: ['gateway', 'scoring'] });
    app = new App(bank);
    const [from, to] = [await app.openAccount(1000), await app.openAccount(0)];
    paymentId = (await app.pay({ payer: from, payee: to, amount: money(10) })).body.id.slice(4);
  }, 90_000);
  afterAll(() => bank.close(), 60_000);

  async function as(service: 'gateway' | 'scoring' | 'review', sql: string): Promise<string> {
    const client = new pg.Client({ connectionString: bank.roleUrl(service) });
    await client.connect();
    try {
      await client.query(sql);
      return 'done';
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    } finally {
      await client.end();
    }
  }

  const forbidden: [who: 'gateway' | 'scoring' | 'review', what: string, sql: string][] = [
    ['scoring', 'the ledger', 'SELECT * FROM payments.ledger_accounts'],
    ['review', 'decisions', 'SELECT * FROM scoring.decisions'],
    ['gateway', 'cases', 'SELECT * FROM review.cases'],
    ['gateway', 'a change of a transfer', 'UPDATE ledger_transfers SET amount_minor = 1'],
    ['gateway', 'a deletion of a transfer', 'DELETE FROM ledger_transfers'],
    ['gateway', 'a change of a payment’s amount', 'UPDATE payments SET amount_minor = 1'],
    ['gateway', 'a deletion of history', 'DELETE FROM payment_history'],
    ['scoring', 'a change of a decision', "UPDATE decisions SET outcome = 'approve'"],
  ];
  it.each(forbidden)('the role of %s is denied %s', async (who, _what, sql) => {
    expect(await as(who, sql)).toMatch(/permission denied/);
  });

  it('even the administrator cannot change a transfer or the history of a payment', async () => {
    await expect(bank.sql('UPDATE payments.ledger_transfers SET amount_minor = 1')).rejects.toThrow(
      /append-only/,
    );
    await expect(bank.sql('TRUNCATE payments.payment_history')).rejects.toThrow(/append-only/);
  });

  it('the database refuses a transition that the table does not hold', async () => {
    const move = (sql: string): Promise<string> => as('gateway', sql);
    const where = `WHERE id = '${paymentId}'`;
    expect(await move(`UPDATE payments SET status = 'submitted', version = version + 1 ${where}`)).toMatch(
      /illegal payment transition/,
    );
    expect(await move(`UPDATE payments SET status = 'held' ${where}`)).toMatch(/illegal payment transition/);
    expect(
      await move(`INSERT INTO payments (id, payer_id, payee_id, amount_minor, currency, type, status, idempotency_key,
        occurred_at, created_at, updated_at)
        SELECT gen_random_uuid(), payer_id, payee_id, 1, 'GBP', 'transfer', 'settled', 'x', now(), now(), now()
        FROM payments ${where}`),
    ).toMatch(/illegal payment transition/);
  });

  it('the database allows exactly the transitions that the code allows', async () => {
    const allowed = await transitionsAllowed(bank, paymentId);
    expect(allowed.sort()).toEqual(
      allowedPairs()
        .map(([from, to]) => `${from} -> ${to}`)
        .sort(),
    );
  });

  it('a service says that it lives and is ready, and shows its metrics', async () => {
    const get = (path: string): request.Test => request(bank.gateway).get(path).set(app.signedIn);
    expect((await get('/health/live')).body).toEqual({ status: 'live' });
    expect((await get('/health/ready')).body).toEqual({ status: 'ready' });
    const { text } = await get('/metrics');
    expect(text).toMatch(/payments_moved_total\{status="settled",service="gateway"\} 1/);
    expect((await get('/openapi.json')).body).toMatchObject({ openapi: '3.1.0' });
    expect((await get('/docs')).status).toBe(200);
  });

  it('a told service drains: what it has begun it finishes, and it ends with status 0', async () => {
    const [from, to] = [await app.openAccount(100_000), await app.openAccount(0)];
    const drained = await openBank({ services: ['gateway', 'scoring'] });
    const own = new App(drained);
    const [payer, payee] = [await own.openAccount(100_000), await own.openAccount(0)];
    const underWay = Array.from({ length: 50 }, () => own.pay({ payer, payee, amount: money(1) }));
    await Promise.race(underWay);
    await drained.services.gateway.stop();
    const answers = await Promise.allSettled(underWay);
    const settled = answers.filter(
      (answer) => answer.status === 'fulfilled' && answer.value.status === 201,
    ).length;
    const [row] = await drained.sql<{ posted: string }>(
      `SELECT credits_posted AS posted FROM payments.ledger_accounts WHERE id = '${payee.slice(4)}'`,
    );
    expect(settled).toBeGreaterThan(0);
    expect(Number(row?.posted)).toBeGreaterThanOrEqual(settled);
    expect((await drained.verifyLedger()).faults).toEqual([]);
    await drained.close();
    expect((await app.pay({ payer: from, payee: to, amount: money(1) })).status).toBe(201);
  }, 60_000);

  it('wrong settings end a service at start with status 78 and all faults at once', async () => {
    const { status, stderr } = await run('gateway', {
      DATABASE_URL: 'mysql://x',
      KAFKA_BROKERS: 'nowhere',
      PORT: '99999',
    });
    expect(status).toBe(78);
    for (const name of ['DATABASE_URL', 'KAFKA_BROKERS', 'PORT']) expect(stderr).toContain(name);
  });

  it('a broken first champion stops scoring, naming the line of its manifest', async () => {
    const empty = await openBank({ services: [] });
    const models = await mkdtemp(join(tmpdir(), 'models-'));
    await cp('models/fraud', join(models, 'fraud'), { recursive: true });
    const path = join(models, 'fraud', '1', 'manifest.json');
    const manifest = await readFile(path, 'utf8');
    await writeFile(path, manifest.replace(/"sha256": "[0-9a-f]{4}/, '"sha256": "0000'));
    const line = manifest.split('\n').findIndex((text) => text.includes('"sha256"')) + 1;
    const { status, stdout } = await run('scoring', {
      DATABASE_URL: empty.roleUrl('scoring'),
      KAFKA_BROKERS: process.env['TEST_KAFKA_BROKERS'] ?? '',
      TOKEN_ISSUER: process.env['TEST_ISSUER'] ?? '',
      MODELS_DIR: models,
      CHAMPION: 'fraud/1',
    });
    await empty.close();
    expect(status).toBe(1);
    expect(stdout).toContain(`manifest.json:${line}`);
  }, 30_000);
});

/** Tries every pair of states on one row, each in a transaction that is undone. */
async function transitionsAllowed(bank: Bank, paymentId: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: bank.adminUrl });
  await client.connect();
  const allowed: string[] = [];
  for (const from of paymentStatuses) {
    for (const to of paymentStatuses) {
      await client.query('BEGIN');
      await client.query('SET LOCAL session_replication_role = replica');
      await client.query('UPDATE payments.payments SET status = $2 WHERE id = $1', [paymentId, from]);
      await client.query('SET LOCAL session_replication_role = origin');
      const move = 'UPDATE payments.payments SET status = $2, version = version + 1 WHERE id = $1';
      const isAllowed = await client.query(move, [paymentId, to]).then(
        () => true,
        () => false,
      );
      await client.query('ROLLBACK');
      if (isAllowed) allowed.push(`${from} -> ${to}`);
    }
  }
  await client.end();
  return allowed;
}

async function run(
  service: string,
  environment: Record<string, string>,
): Promise<{ status: number; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [`dist/services/${service}.js`], {
    env: { PATH: process.env['PATH'], ...environment },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (bytes) => (stdout += String(bytes)));
  child.stderr.on('data', (bytes) => (stderr += String(bytes)));
  const [status] = (await once(child, 'close')) as [number];
  return { status, stdout, stderr };
}
