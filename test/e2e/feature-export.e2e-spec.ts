import { existsSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parquetReadObjects } from 'hyparquet';
import request from 'supertest';
import { catalogue, catalogueVersion } from '@paymo/features';
import { type ExportOrder, exportFeatures } from '../../tools/features/export-features.js';
import { importLabels } from '../../tools/features/import-labels.js';
import { pseudonymsBy } from '../../tools/features/pseudonyms.js';
import { ServiceAdmin } from '../../tools/cli/service-admin.js';
import { App, money } from '../support/app.js';
import { type Bank, bearer, eventually, openBank } from '../support/bank.js';
import { payEverything } from '../support/suspicious.js';

const day = 86_400_000;
const pseudonyms = pseudonymsBy('a key for this test');
const hexOf = (vector: readonly number[]): string =>
  Buffer.from(new Float64Array(vector).buffer).toString('hex');

describe('an export of stored features', () => {
  let bank: Bank;
  let app: App;
  let folder: string;
  let beforeVerdict: Date;
  let held: { id: string; from: string; to: string };
  let label: { is_fraud: boolean; known_at: Date };

  beforeAll(async () => {
    bank = await openBank();
    app = new App(bank);
    folder = await mkdtemp(join(tmpdir(), 'export-'));
    const [payer, payee] = [await app.openAccount(1_000_000), await app.openAccount(0)];
    for (const amount of [100, 250, 400])
      await app.pay({ payer, payee, amount: money(amount), type: 'transfer' });
    held = await payEverything(app);
    beforeVerdict = new Date();
    label = await reject(held.id);
  }, 120_000);
  afterAll(() => bank.close(), 60_000);

  async function reject(paymentId: string): Promise<typeof label> {
    const caseId: string = await eventually('the hold opens a case', async () => {
      const { body } = await request(bank.review)
        .get('/review/cases')
        .set(bearer(bank.tokens.staff('ana')))
        .query({ limit: 100 });
      return body.items.find((found: { paymentId: string }) => found.paymentId === paymentId)?.id;
    });
    await request(bank.review)
      .post(`/review/cases/${caseId}/verdict`)
      .set(bearer(bank.tokens.for('ana')))
      .send({ verdict: 'reject', reason: 'scam', note: 'Called them.' })
      .expect(200);
    return eventually('the label arrives', async () => {
      const rows = await bank.sql<typeof label>(
        'SELECT is_fraud, known_at FROM scoring.labels WHERE payment_id = $1',
        [paymentId.slice(4)],
      );
      return rows[0];
    });
  }

  async function exported(change: Partial<ExportOrder> = {}, name = 'x') {
    const order = {
      from: new Date(Date.now() - day),
      to: new Date(Date.now() + day),
      labelsAsOf: new Date(),
      maturityDays: 0,
    };
    const path = join(folder, `${name}.parquet`);
    const admin = new ServiceAdmin(bank.scoring, () => bank.tokens.staff('test'));
    const counts = await exportFeatures(admin, { ...order, ...change }, pseudonyms, path);
    const bytes = await readFile(path);
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
    return { counts, rows: await parquetReadObjects({ file }) };
  }

  it('has the vectors of the decisions bit for bit, in their order', async () => {
    const { counts, rows } = await exported();
    const stored = await bank.sql<{ vector: number[] }>(
      'SELECT vector FROM scoring.decisions ORDER BY sequence',
    );
    expect(rows.map((row) => hexOf(catalogue.map(({ name }) => row[name])))).toEqual(
      stored.map(({ vector }) => hexOf(vector)),
    );
    expect(counts).toEqual({ rows: 4, labelled: 1, frauds: 1, immature: 0, otherCatalogue: 0 });
  });

  it('names parties by pseudonyms: the same for the same account, and no id anywhere', async () => {
    const { rows } = await exported();
    expect(new Set(rows.slice(0, 3).map(({ payer }) => payer)).size).toBe(1);
    expect([rows[3]?.['payer'], rows[3]?.['payee']]).toEqual(
      [held.from, held.to].map((account) => pseudonyms.of(account.slice(4))),
    );
    const text = (await readFile(join(folder, 'x.parquet'))).toString('latin1');
    expect(text).not.toContain(held.from.slice(4));
  });

  it('has the label with the time when it was known, and none for payments that nobody judged', async () => {
    const { rows } = await exported();
    expect(rows.map(({ is_fraud, known_at_ms }) => [is_fraud ?? null, known_at_ms ?? null])).toEqual([
      [null, null],
      [null, null],
      [null, null],
      [label.is_fraud, label.known_at.getTime()],
    ]);
    expect(label.is_fraud).toBe(true);
  });

  it('has no label that was not known yet', async () => {
    const { counts, rows } = await exported({ labelsAsOf: beforeVerdict });
    expect(rows.map(({ is_fraud }) => is_fraud ?? null)).toEqual([null, null, null, null]);
    expect(counts).toMatchObject({ rows: 4, labelled: 0, immature: 0 });
  });

  it('withholds the labels of payments that are too young, and counts them', async () => {
    const { counts, rows } = await exported({ maturityDays: 1 });
    expect(rows.map(({ is_fraud, known_at_ms }) => is_fraud ?? known_at_ms ?? null)).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect(counts).toMatchObject({ labelled: 0, frauds: 0, immature: 1 });
  });

  it('believes the label that was learnt last', async () => {
    await bank.sql(
      `INSERT INTO scoring.labels (payment_id, source, is_fraud, known_at) VALUES ($1, 'claim', false, $2)`,
      [held.id.slice(4), new Date()],
    );
    const { rows } = await exported();
    expect(rows[3]?.['is_fraud']).toBe(false);
    await bank.sql(`DELETE FROM scoring.labels WHERE source = 'claim'`);
  });

  it('weighs a decision by the chance with which it was sampled for a label', async () => {
    expect((await exported()).rows.map(({ weight }) => weight)).toEqual([1, 1, 1, 1]);
    const sampled = `jsonb_set(judgement::jsonb, '{sampledForLabel}', '{"rate": 0.25}')::json`;
    await bank.sql(`UPDATE scoring.decisions SET judgement = ${sampled} WHERE payment_id = $1`, [
      held.id.slice(4),
    ]);
    expect((await exported()).rows.map(({ weight }) => weight)).toEqual([1, 1, 1, 4]);
  });

  it('learns imported chargebacks like verdicts, once, and previews them before', async () => {
    const admin = new ServiceAdmin(bank.scoring, () => bank.tokens.staff('ada'));
    const rows = await bank.sql<{ id: string }>(
      'SELECT payment_id AS id FROM scoring.decisions ORDER BY sequence',
    );
    const known = { isFraud: true, knownAt: new Date().toISOString(), source: 'chargeback' as const };
    const labels = [rows[0]?.id, '01900000-0000-7000-8000-000000000000'].map((id) => ({
      ...known,
      paymentId: `pay_${id}`,
    }));
    const counts = { fresh: 1, known: 0, unknownPayments: 1 };
    expect(await importLabels(admin, labels, false)).toEqual(counts);
    expect((await exported()).counts.labelled).toBe(1);
    expect(await importLabels(admin, labels, true)).toEqual(counts);
    const learnt = await eventually('the chargeback is learnt', async () => {
      const { rows: told } = await exported();
      return told[0]?.['is_fraud'] === true && told[0];
    });
    expect(learnt['known_at_ms']).toBe(Date.parse(known.knownAt));
    expect(await importLabels(admin, labels, true)).toEqual({ fresh: 0, known: 1, unknownPayments: 1 });
  });

  it('leaves out and counts vectors of another version of the catalogue, and decisions of another time', async () => {
    await bank.sql('UPDATE scoring.decisions SET catalogue_version = 1 WHERE payment_id = $1', [
      held.id.slice(4),
    ]);
    expect((await exported()).counts).toMatchObject({ rows: 3, otherCatalogue: 1 });
    const past = { from: new Date(Date.now() - 2 * day), to: new Date(Date.now() - day) };
    expect((await exported(past)).counts).toMatchObject({ rows: 0, otherCatalogue: 0 });
  });

  it('tells a thousand decisions over several pages', async () => {
    await bank.sql(`
      INSERT INTO scoring.decisions (payment_id, outcome, score, vector, reasons, model, policy, catalogue_version,
        payment, decided_at, judgement)
      SELECT gen_random_uuid(), outcome, score, vector, reasons, model, policy, ${catalogueVersion}, payment, decided_at, judgement
      FROM scoring.decisions, generate_series(1, 300)`);
    const { counts, rows } = await exported();
    expect([counts.rows, rows.length, counts.otherCatalogue]).toEqual([1203, 1203, 1]);
  });

  it('refuses a time that ends before it begins, and leaves no file', async () => {
    const change = { from: new Date(), to: new Date(0) };
    await expect(exported(change, 'refused')).rejects.toThrow('/from: must be earlier than to');
    expect(existsSync(join(folder, 'refused.parquet'))).toBe(false);
    const { status, body } = await request(bank.scoring)
      .get('/admin/exports/features?from=yesterday')
      .set(bearer(bank.tokens.staff('ana')));
    expect([status, body.errors.map(({ pointer }: { pointer: string }) => pointer)]).toEqual([
      400,
      ['/from', '/to', '/labelsAsOf'],
    ]);
  });
});
