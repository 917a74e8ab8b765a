import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { createLogger, Database } from '@paymo/platform';
import { RuleSet } from '@paymo/rules';
import { compileServed, readServed, type ServedRules } from '../../apps/scoring/src/rules/load-rules.js';
import { App, money } from '../support/app.js';
import { type Bank, bearer, eventually, openBank } from '../support/bank.js';

const definition = {
  id: 'large-transfer',
  expression: 'amount > 4000 && type == "transfer"',
  outcome: 'hold',
  reason: 'large_transfer',
  sentence: 'The transfer is larger than most.',
};

const policy = {
  limits: { kind: 'thresholds', hold: 0.6, decline: null },
  whenDegraded: { kind: 'hold_above', amountMinor: 10_000 },
};

const loadRules = async (database: Database): Promise<ServedRules> =>
  compileServed(await readServed(database));

describe('rules, lists and policies', () => {
  let bank: Bank;
  let database: Database;
  let large: string[];

  beforeAll(async () => {
    bank = await openBank();
    database = new Database(bank.roleUrl('scoring'), createLogger('test', 'silent'), 1);
    const app = new App(bank);
    const [payer, payee] = [await app.openAccount(1_000_000), await app.openAccount(0)];
    const pay = async (value: number): Promise<string> =>
      (await app.pay({ payer, payee, amount: money(value), type: 'transfer' })).body.id;
    const paid: string[] = [];
    for (const value of [4000, 4001, 5000, 6000]) paid.push(await pay(value));
    large = paid.slice(1);
    await eventually('all are decided', async () => {
      const [row] = await bank.sql<{ n: number }>('SELECT count(*)::int AS n FROM scoring.decisions');
      return row?.n === 4;
    });
    // Labels as the analysts' verdicts leave them: the second large one was fraud, the third was honest.
    for (const [id, isFraud] of [
      [large[1], true],
      [large[2], false],
    ] as const)
      await bank.sql(
        `INSERT INTO scoring.labels (payment_id, source, is_fraud, known_at) VALUES ($1, 'verdict', $2, now())`,
        [id?.slice(4), isFraud],
      );
  }, 90_000);
  afterAll(async () => {
    await database.close();
    await bank.close();
  }, 60_000);

  const as = (actor: string) => bearer(bank.tokens.staff(actor));
  const post = (path: string, actor: string, body: object = {}): request.Test =>
    request(bank.scoring).post(`/admin/${path}`).set(as(actor)).send(body);
  const get = (path: string): request.Test =>
    request(bank.scoring)
      .get(`/admin/${path}`)
      .set(bearer(bank.tokens.staff('ana')));
  const servingVersion = async (): Promise<number> => {
    const [row] = await bank.sql<{ version: string }>('SELECT version FROM scoring.serving');
    return Number(row?.version);
  };

  it('a mistake of a rule is told with its place and what was meant', async () => {
    const mistaken = { ...definition, expression: 'amount > 4000 && features.payer_paid_count > 1' };
    const { status, body } = await post('rules', 'ana', mistaken);
    expect([status, body.code]).toEqual([422, 'rule.faulty']);
    expect(body.errors).toEqual([
      {
        pointer: '/expression',
        detail:
          "at character 27: the catalogue has no feature 'payer_paid_count'; did you mean 'payer_paid_count_1h'?",
      },
    ]);
    expect((await get('rules')).body.items).toEqual([]);
  });

  it('nobody acts without a token', async () => {
    const { status, body } = await request(bank.scoring).post('/admin/rules').send(definition);
    expect([status, body.code]).toEqual([401, 'auth.token_missing']);
  });

  it('a draft is reviewed by another person before anything else', async () => {
    expect((await post('rules', 'ana', definition)).status).toBe(201);
    const early = await post('rules/large-transfer/shadow', 'ana');
    const own = await post('rules/large-transfer/review', 'ana');
    const other = await post('rules/large-transfer/review', 'ben');

    expect([early.status, early.body.code]).toEqual([409, 'conflict.rule_status']);
    expect([own.status, own.body.code]).toEqual([409, 'conflict.own_work']);
    expect(other.body.versions).toMatchObject([
      { version: 1, status: 'reviewed', author: 'ana', reviewer: 'ben' },
    ]);
  });

  it('a backtest says what it would have done to decided payments', async () => {
    const { body } = await get('rules/large-transfer/backtest?days=1').expect(200);
    expect(body).toMatchObject({
      version: 1,
      payments: 4,
      skipped: 0,
      fires: 3,
      firesADay: 3,
      errors: 0,
      caught: { count: 1, amountMinor: 5000 },
      falseAlerts: 1,
      unlabelled: 1,
    });
    const approved = await bank.sql<{ payment_id: string }>(
      `SELECT payment_id FROM scoring.decisions WHERE outcome = 'approve' AND payment_id = ANY($1)
       ORDER BY sequence DESC`,
      [large.map((id) => id.slice(4))],
    );
    expect(approved.length).toBeGreaterThan(0);
    expect(body.changed).toEqual(
      approved.map(({ payment_id: id }) => ({ paymentId: `pay_${id}`, from: 'approve', to: 'hold' })),
    );
  });

  it('goes to shadow and live, each a change that instances see, and is served', async () => {
    const before = await servingVersion();
    await post('rules/large-transfer/shadow', 'ana').expect(200);
    const inShadow = await loadRules(database);
    await post('rules/large-transfer/live', 'ben').expect(200);
    const served = await loadRules(database);

    expect([inShadow.live.rules.length, inShadow.shadow.rules.length]).toEqual([0, 1]);
    expect(served.labels.rules).toEqual(['large-transfer@1']);
    expect(served.live).toBeInstanceOf(RuleSet);
    expect(await servingVersion()).toBe(before + 2);
  });

  it('the report in shadow has the form of the backtest, since it went there', async () => {
    const { body } = await get('rules/large-transfer/report').expect(200);
    expect(body).toMatchObject({ version: 1, payments: 0, fires: 0, changed: [] });
  });

  it('a new version takes the place of the live one when it goes live itself', async () => {
    await post('rules', 'ben', { ...definition, expression: 'amount > 9000' }).expect(201);
    for (const [move, actor] of [
      ['review', 'ana'],
      ['shadow', 'ana'],
      ['live', 'ana'],
    ] as const)
      await post(`rules/large-transfer/${move}`, actor).expect(200);
    const { body } = await get('rules/large-transfer');
    expect(body.versions.map(({ status }: { status: string }) => status)).toEqual(['retired', 'live']);
  });

  it('a killed rule is not served until it is put live again, and a retired one never', async () => {
    const labels = async (): Promise<readonly string[]> => (await loadRules(database)).labels.rules;
    await post('rules/large-transfer/kill', 'cem').expect(200);
    const killed = await labels();
    await post('rules/large-transfer/live', 'ana').expect(200);
    const back = await labels();
    await post('rules/large-transfer/retire', 'ana').expect(200);
    const again = await post('rules/large-transfer/live', 'ana');

    expect([killed, back, await labels()]).toEqual([[], ['large-transfer@2'], []]);
    expect(again.status).toBe(409);
  });

  it('a list is previewed, then filled, and its entries end when they say', async () => {
    const csv = 'value,expires_at\nmule-1,\nmule-2,2099-01-01\n';
    const bring = (apply: boolean, text = csv): request.Test =>
      post('lists/mules/imports', 'ana', { csv: text, source: 'police', apply });
    const preview = await bring(false);
    expect(preview.body).toMatchObject({
      isNewList: true,
      added: 2,
      firstAdded: ['mule-1', 'mule-2'],
      faults: [],
    });
    expect((await get('lists')).body.items).toEqual([]);

    await bring(true).expect(200);
    const again = await bring(false, `${csv}mule-3,2020-01-01\n`);
    expect(again.body).toMatchObject({ isNewList: false, added: 0, unchanged: 2, faults: [{ line: 4 }] });
    const faulty = await bring(true, `${csv}mule-3,2020-01-01\n`);
    expect([faulty.status, faulty.body.code]).toEqual([422, 'list.import_faulty']);

    await bank.sql(`UPDATE scoring.list_entries SET expires_at = now() WHERE value = 'mule-2'`);
    const { vocabulary } = await loadRules(database);
    const isOn = (value: string): boolean => vocabulary.lists.has('mules', value, Date.now());
    expect([isOn('mule-1'), isOn('mule-2'), isOn('mule-3')]).toEqual([true, false, false]);
    const { body } = await get('lists/mules/entries');
    expect(body.items).toMatchObject([
      { value: 'mule-1', source: 'police', addedBy: 'ana', expiresAt: null },
      { value: 'mule-2' },
    ]);
    const removal = await post('lists/mules/removals', 'ben', { values: ['mule-1', 'mule-9'] });
    expect(removal.body).toEqual({ removed: 1 });
    expect((await loadRules(database)).vocabulary.lists.has('mules', 'mule-1', Date.now())).toBe(false);
  });

  it('rules may ask lists that are there, and no others', async () => {
    const asking = (list: string) => ({
      ...definition,
      id: 'to-mules',
      expression: `inList("${list}", payee.id)`,
    });
    expect((await post('rules', 'ana', asking('mule'))).body.errors[0].detail).toContain(
      "did you mean 'mules'?",
    );
    expect((await post('rules', 'ana', asking('mules'))).status).toBe(201);
  });

  it('a policy decides when another person has reviewed it', async () => {
    const draft = await post('policies', 'ana', policy);
    expect(draft.body).toEqual({ version: 1 });
    expect((await loadRules(database)).policy).toBeNull();
    expect((await post('policies/1/review', 'ana')).body.code).toBe('conflict.own_work');
    await post('policies/1/review', 'ben').expect(204);

    const served = await loadRules(database);
    expect([served.labels.policy, served.policy?.document.limits]).toEqual(['policy/1', policy.limits]);
    const wrong = { ...policy, segments: [{ name: 'big', when: 'amout > 1', limits: policy.limits }] };
    expect((await post('policies', 'ana', wrong)).body.errors[0].pointer).toBe('/segments/0/when');
  });

  it('a budget of alerts names the threshold that keeps to it', async () => {
    const { body } = await get('policies/budget?perDay=4&days=1&rankBy=score').expect(200);
    expect(body).toMatchObject({
      days: 1,
      alertsADay: 4,
      caughtCount: 1,
      falseAlerts: 1,
      unlabelledAlerts: 2,
    });
    expect(body.bySegment.transfer.caughtMinor.value).toBe(5000);
    const none = await get('policies/budget?perDay=0.5&days=1&rankBy=expected_loss').expect(200);
    expect(none.body.threshold).toBeNull();

    const sampled = `judgement::jsonb || '{"sources": ["sample"], "sampledForLabel": {"rate": 0.1}}'`;
    const frauds = `payment_id IN (SELECT payment_id FROM scoring.labels WHERE is_fraud)`;
    await bank.sql(`UPDATE scoring.decisions SET judgement = (${sampled})::json WHERE ${frauds}`);
    const weighed = await get('policies/budget?perDay=4&days=1&rankBy=score').expect(200);
    expect(weighed.body).toMatchObject({ caughtCount: 1, caughtMinor: { value: 50_000 } });
  });

  it('a rule that cannot be read any more is left out in shadow, and lets nobody decide when it is live', async () => {
    await post('rules', 'ana', { ...definition, id: 'outdated' }).expect(201);
    for (const move of ['review', 'shadow'] as const) await post(`rules/outdated/${move}`, 'ben').expect(200);
    await bank.sql(
      `UPDATE scoring.rule_versions SET definition = replace(definition::text, 'amount', 'amuont')::json
       WHERE rule_id = 'outdated'`,
    );
    const { shadow, faults } = await loadRules(database);
    expect([shadow.rules, faults]).toEqual([[], [expect.stringContaining('outdated@1')]]);

    await post('rules/outdated/live', 'ben').expect(200);
    await expect(loadRules(database)).rejects.toThrow('outdated@1 cannot be evaluated');
    await post('rules/outdated/kill', 'ben').expect(200);
    expect((await loadRules(database)).live.rules).toEqual([]);
  });
});
