import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request, { type Response } from 'supertest';
import { replayDecisions } from '../../tools/decisions/decision-replay.js';
import { ServiceAdmin } from '../../tools/cli/service-admin.js';
import { App, money } from '../support/app.js';
import { type Bank, bearer, eventually, openBank } from '../support/bank.js';
import { Scientist } from '../support/scientist.js';
import { payEverything } from '../support/suspicious.js';

const paymentsAStretch = 130;
const watched = '17 Bad Street';

const rule = {
  id: 'watched-device',
  expression: `inList('watched', device) || amount > 40000`,
  outcome: 'hold',
  reason: 'watched_device',
  sentence: 'The device is on the list of watched devices, or the amount is large.',
};

const policy = {
  limits: { kind: 'expected_loss', reviewCostMinor: 150, declineFrom: 0.999 },
  segments: [
    { name: 'small', when: 'amount < 700', limits: { kind: 'thresholds', hold: 0.95, decline: null } },
  ],
  sampling: { holds: 0.3, approvals: { rate: 0.1, amountMinorMax: 1000 } },
  whenDegraded: { kind: 'hold_above', amountMinor: 5000 },
};

describe('stored decisions', () => {
  let bank: Bank;
  let app: App;
  let accounts: string[];

  beforeAll(async () => {
    bank = await openBank();
    app = new App(bank);
    accounts = await Promise.all(Array.from({ length: 12 }, () => app.openAccount(10_000_000)));
  }, 90_000);
  afterAll(() => bank.close(), 60_000);

  async function post(path: string, body: object = {}, actor = 'ada'): Promise<Response> {
    const response = await request(bank.scoring)
      .post(`/admin/${path}`)
      .set(bearer(bank.tokens.staff(actor)))
      .send(body);
    if (response.status >= 300) throw new Error(`${path}: ${response.text}`);
    return response;
  }

  async function payments(first: number): Promise<void> {
    const answers = await Promise.all(
      Array.from({ length: paymentsAStretch }, (_, index) => {
        const [payer, payee] = [
          accounts[index % accounts.length],
          accounts[(index * 5 + 1 + (index % 2)) % accounts.length],
        ];
        const other = payee === payer ? accounts[(index + 1) % accounts.length] : payee;
        const deviceId = index % 9 === 0 ? watched : `phone ${index % 5}`;
        const amount = money(first + (index % 13 === 0 ? 50_000 : index * 7));
        return app.pay({ payer, payee: other, amount, type: 'transfer', deviceId });
      }),
    );
    expect(answers.filter(({ status }) => status !== 201)).toEqual([]);
  }

  /** Until this instance decides with what was changed last. */
  function untilServed(): Promise<true> {
    return eventually('the change is served', async () => {
      const [row] = await bank.sql<{ version: string }>('SELECT version FROM scoring.serving');
      const { body } = await new Scientist(bank, 'ada').list();
      return body.servingVersion === Number(row?.version) && true;
    });
  }

  function replayAll(): ReturnType<typeof replayDecisions> {
    const span = { from: new Date(Date.now() - 3_600_000).toISOString(), to: new Date().toISOString() };
    return replayDecisions(
      new ServiceAdmin(bank.scoring, () => bank.tokens.staff('ada')),
      span,
      () => undefined,
    );
  }

  async function decisions(where = 'true'): Promise<number> {
    const [row] = await bank.sql<{ count: number }>(
      `SELECT count(*)::int AS count FROM scoring.decisions WHERE ${where}`,
    );
    return row?.count ?? 0;
  }

  it('come out the same, byte by byte, through changes of rules, lists, policy and models', async () => {
    await payments(100);
    const { id } = await payEverything(app);
    await labelled(id);
    await post('lists/watched/imports', { csv: `value\n${watched}\n`, source: 'a case', apply: true });
    await post('rules', rule);
    await post('rules/watched-device/review', {}, 'ben');
    await post('rules/watched-device/shadow');
    await untilServed();
    await payments(200);
    await post('rules/watched-device/live', {}, 'ben');
    await post('policies', policy);
    await post('policies/1/review', {}, 'ben');
    await new Scientist(bank, 'ada').push('careful', { hold: 0.9, decline: null });
    await post('models/fraud/careful/canary', { share: 50 });
    await untilServed();
    await payments(300);
    await post('lists/watched/removals', { values: [watched] });
    await post('rules/watched-device/kill');
    await post('models/fraud/careful/retire');
    await untilServed();
    await payments(400);

    const stored = await decisions();
    expect(stored).toBe(4 * paymentsAStretch + 1);
    expect(await decisions(`model = 'fraud/careful'`)).toBeGreaterThan(20);
    expect(await decisions(`rules->'live'->'hits'->0->>'ruleId' = 'watched-device'`)).toBeGreaterThan(20);
    expect(await decisions(`rules->'shadow'->'hits'->0->>'ruleId' = 'watched-device'`)).toBeGreaterThan(10);
    expect(await decisions(`judgement->>'segment' = 'small'`)).toBeGreaterThan(0);
    expect(await decisions(`json_array_length(reasons) > 0`)).toBeGreaterThan(20);
    expect(await replayAll()).toEqual({
      replayed: stored,
      equal: stored,
      different: 0,
      notReplayable: [],
      differences: [],
    });
  }, 120_000);

  it('are shown as they were stored', async () => {
    const [row] = await bank.sql<{ payment_id: string; score: number }>(
      `SELECT payment_id, score FROM scoring.decisions WHERE outcome = 'hold' LIMIT 1`,
    );
    const { body } = await request(bank.scoring)
      .get(`/admin/decisions/pay_${row?.payment_id ?? ''}`)
      .set(bearer(bank.tokens.staff('ana')));
    expect(body).toMatchObject({
      paymentId: `pay_${row?.payment_id ?? ''}`,
      outcome: 'hold',
      score: row?.score,
    });
  });

  it('are explained by the model that decided, to the last digit of its score', async () => {
    const [row] = await bank.sql<{ payment_id: string; score: number; model: string }>(
      `SELECT payment_id, score, model FROM scoring.decisions WHERE model = 'fraud/careful' LIMIT 1`,
    );
    const { body } = await request(bank.scoring)
      .get(`/admin/decisions/pay_${row?.payment_id ?? ''}/explanation`)
      .set(bearer(bank.tokens.staff('ana')));
    expect(body.model).toBe(row?.model);
    const sum = body.contributions.reduce(
      (total: number, fact: { contribution: number }) => total + fact.contribution,
      body.baseValue,
    );
    expect(body.unit === 'probability' ? sum : 1 / (1 + Math.exp(-sum))).toBeCloseTo(row?.score ?? -1, 5);
    expect(body.contributions[0].sentence).toMatch(/\.$/);
  });

  const changes: [field: string, sql: string][] = [
    ['score', 'score = score + 1e-12'],
    ['reasons', `reasons = replace(reasons::text, '"feature"', '"feature" ')::json`],
    ['judgement', `judgement = replace(judgement::text, '"isDegraded":false', '"isDegraded":true')::json`],
    ['rules', `rules = replace(rules::text, '"version":1', '"version":2')::json`],
    ['outcome', `outcome = 'approve'`],
    ['model', `model = 'fraud/1'`],
    ['policy', `policy = 'policy/2'`],
  ];
  it.each(changes)('that somebody changed in %s are found, by payment and field', async (field, sql) => {
    const where = `rules->'live'->'hits'->0->>'ruleId' = 'watched-device' AND outcome = 'hold'`;
    const [row] = await bank.sql<{ payment_id: string; kept: string }>(
      `SELECT payment_id, ${field}::text AS kept FROM scoring.decisions WHERE ${where} LIMIT 1`,
    );
    const id = row?.payment_id ?? '';
    await bank.sql(`UPDATE scoring.decisions SET ${sql} WHERE payment_id = $1`, [id]);
    const { body } = await post('decisions/replay', { paymentId: `pay_${id}` });
    await bank.sql(
      `UPDATE scoring.decisions SET ${field} = $2::text::${typeOf(field)} WHERE payment_id = $1`,
      [id, row?.kept],
    );

    expect(body).toMatchObject({ replayed: 1, equal: 0, different: 1 });
    expect(body.differences[0].paymentId).toBe(`pay_${id}`);
    expect(body.differences[0].fields.map((each: { field: string }) => each.field)).toEqual([field]);
  });

  it('say so when what decided was not kept, instead of guessing', async () => {
    const [row] = await bank.sql<{ payment_id: string; serving_version: string }>(
      'SELECT payment_id, serving_version FROM scoring.decisions ORDER BY sequence LIMIT 1',
    );
    const [id, version] = [row?.payment_id, row?.serving_version];
    await bank.sql('UPDATE scoring.decisions SET serving_version = 999999 WHERE payment_id = $1', [id]);
    const { body } = await post('decisions/replay', { paymentId: `pay_${id ?? ''}` });
    await bank.sql('UPDATE scoring.decisions SET serving_version = $2 WHERE payment_id = $1', [id, version]);

    const reason = 'what decided then was not kept';
    expect(body).toMatchObject({ replayed: 0, notReplayable: [{ reason, decisions: 1 }] });
    expect((await replayAll()).different).toBe(0);
  });

  it('are asked for in words that are checked', async () => {
    const ask = (body: object): request.Test =>
      request(bank.scoring)
        .post('/admin/decisions/replay')
        .set(bearer(bank.tokens.staff('ada')))
        .send(body);
    const unknown = 'pay_01900000-0000-7000-8000-000000000000';
    const [late, early] = ['2026-01-02T00:00:00Z', '2026-01-01T00:00:00Z'];
    expect((await ask({ paymentId: unknown })).body.code).toBe('payment.not_found');
    expect((await ask({ from: late, to: early })).body.code).toBe('request.invalid');
    expect((await ask({})).body.code).toBe('request.invalid');
  });

  /** Has an analyst reject a held payment, which scoring learns. */
  async function labelled(paymentId: string): Promise<void> {
    const found = await eventually('its case is open', async () => {
      const { body } = await request(bank.review)
        .get('/review/cases?limit=100')
        .set(bearer(bank.tokens.staff('ana')));
      return body.items.find((each: { paymentId: string }) => each.paymentId === paymentId);
    });
    const verdict = { verdict: 'reject', reason: 'account_takeover', note: 'It was a thief.' };
    await request(bank.review)
      .post(`/review/cases/${found.id}/verdict`)
      .set(bearer(bank.tokens.for('ana')))
      .send(verdict)
      .expect(200);
    await eventually('the label is learnt', async () => {
      const rows = await bank.sql('SELECT 1 FROM scoring.labels WHERE is_fraud');
      return rows.length > 0;
    });
  }
});

function typeOf(field: string): string {
  if (field === 'score') return 'float8';
  return ['reasons', 'judgement', 'rules'].includes(field) ? 'json' : 'text';
}
