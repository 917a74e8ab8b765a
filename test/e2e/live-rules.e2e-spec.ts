import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { App, money } from '../support/app.js';
import { type Bank, bearer, eventually, openBank } from '../support/bank.js';

const rule = (id: string, change: object): object => ({
  id,
  outcome: 'hold',
  reason: id.replaceAll('-', '_'),
  sentence: 'A sentence for an analyst.',
  ...change,
});

const holdsAMinuteMax = 4;

interface Decision {
  readonly policy: string;
  readonly judgement: object;
  readonly rules: {
    readonly live: { readonly hits: object[]; readonly errors: object[] };
    readonly shadow: { readonly hits: object[] };
  };
}

describe('what decides beside the model', () => {
  let bank: Bank;
  let app: App;
  let payer: string;
  let payee: string;

  beforeAll(async () => {
    bank = await openBank({ environment: { AUTOMATIC_HOLDS_PER_MINUTE: String(holdsAMinuteMax) } });
    app = new App(bank);
    [payer, payee] = [await app.openAccount(100_000_000), await app.openAccount(0)];
  }, 90_000);
  afterAll(() => bank.close(), 60_000);

  const post = async (path: string, actor: string, body: object = {}): Promise<void> => {
    const response = await request(bank.scoring)
      .post(`/admin/${path}`)
      .set(bearer(bank.tokens.staff(actor)))
      .send(body);
    if (response.status >= 300) throw new Error(`${path}: ${response.text}`);
  };
  /** Waits until every instance has the change: at most a second here. */
  const taken = async (): Promise<void> => {
    const [row] = await bank.sql<{ version: string }>('SELECT version FROM scoring.serving');
    await eventually('the bundle is taken', async () => {
      const { body } = await request(bank.scoring)
        .get('/admin/models')
        .set(bearer(bank.tokens.staff('ana')));
      return body.servingVersion === Number(row?.version);
    });
  };
  const live = async (definition: { id?: string }): Promise<void> => {
    await post('rules', 'ada', definition);
    for (const move of ['review', 'shadow', 'live']) await post(`rules/${definition.id}/${move}`, 'ben');
    await taken();
  };
  const tripped = async (): Promise<string[]> => {
    const { body } = await request(bank.scoring)
      .get('/admin/models')
      .set(bearer(bank.tokens.staff('ana')));
    return body.tripped.map(({ source }: { source: string }) => source);
  };
  const pay = async (value: number): Promise<{ status: string; id: string }> =>
    (await app.pay({ payer, payee, amount: money(value), deviceId: 'phone' })).body;
  const decision = async (id: string): Promise<Decision> =>
    (await bank.sql<Decision>('SELECT * FROM scoring.decisions WHERE payment_id = $1', [id.slice(4)]))[0]!;

  it('a live rule holds a payment that the model would approve, and the case says so', async () => {
    await live(rule('large-amount', { expression: 'amount >= 5000' }));
    expect((await pay(4999)).status).toBe('settled');
    const { status, id } = await pay(5000);
    expect(status).toBe('held');
    expect((await decision(id)).judgement).toMatchObject({ sources: ['large-amount'], isDegraded: false });
    const found = await eventually('its case', async () => {
      const { body } = await request(bank.review)
        .get('/review/cases?limit=100')
        .set(bearer(bank.tokens.staff('ana')));
      return body.items.find((each: { paymentId: string }) => each.paymentId === id);
    });
    expect(found.rules).toEqual([
      {
        ruleId: 'large-amount',
        verdict: 'hold',
        reason: 'large_amount',
        sentence: 'A sentence for an analyst.',
      },
    ]);
  });

  it('its kill switch takes it out within 2 s, and it can come back', async () => {
    await post('rules/large-amount/kill', 'ada');
    await taken();
    expect((await pay(6000)).status).toBe('settled');
    await post('rules/large-amount/live', 'ben');
    await taken();
    expect((await pay(6001)).status).toBe('held');
    await post('rules/large-amount/retire', 'ben');
  });

  it('a rule in shadow changes nothing and is kept with the decision', async () => {
    await post('rules', 'ada', rule('only-looking', { expression: 'amount == 321.0' }));
    for (const move of ['review', 'shadow']) await post(`rules/only-looking/${move}`, 'ben');
    await taken();
    const { status, id } = await pay(321);
    expect(status).toBe('settled');
    expect((await decision(id)).rules.shadow.hits).toMatchObject([{ ruleId: 'only-looking' }]);
  });

  it('an error in a rule never ends in an approval that the rule was there to prevent', async () => {
    await live(
      rule('broken', {
        expression:
          '1000.0 / features.common_contacts > 1.0 && amount == 777.0 || amount == 778.0 / features.common_contacts',
      }),
    );
    const { status, id } = await pay(700);
    expect(status).toBe('held');
    const { rules } = await decision(id);
    expect(rules.live.hits).toMatchObject([{ ruleId: 'broken', reason: 'rule_error' }]);
    expect(rules.live.errors).toHaveLength(1);
    await post('rules/broken/retire', 'ada');
  });

  it('a rule that held too much holds no more, until a mended version of it is live', async () => {
    await live(rule('too-wide', { expression: 'amount >= 2000 && amount < 2100' }));
    const statuses: string[] = [];
    for (let more = 0; more <= holdsAMinuteMax; more += 1) statuses.push((await pay(2000 + more)).status);
    expect(statuses).toEqual([...Array<string>(holdsAMinuteMax).fill('held'), 'settled']);
    expect(await tripped()).toEqual(['too-wide@1']);
    await live(rule('too-wide', { expression: 'amount >= 2050 && amount < 2100' }));
    expect(await tripped()).toEqual([]);
    expect((await pay(2050)).status).toBe('held');
    await post('rules/too-wide/retire', 'ben');
  });

  it('a policy takes the place of the thresholds that came with the model', async () => {
    const policy = {
      limits: { kind: 'thresholds', hold: 0.9, decline: null },
      segments: [
        {
          name: 'tiny',
          when: 'amount < 100.0',
          limits: { kind: 'thresholds', hold: 0, decline: null },
        },
      ],
      sampling: { holds: 1, approvals: { rate: 0, amountMinorMax: 0 } },
      whenDegraded: { kind: 'hold_above', amountMinor: 1000 },
    };
    await post('policies', 'ada', policy);
    await post('policies/1/review', 'ben');
    await taken();
    const tiny = await pay(99);
    expect([tiny.status, (await pay(100)).status]).toEqual(['held', 'settled']);
    expect(await decision(tiny.id)).toMatchObject({
      policy: 'policy/1',
      judgement: { segment: 'tiny', sampledForLabel: { rate: 1 } },
    });
  });

  it('without a model small payments go by the rules alone, marked degraded, and large ones are held', async () => {
    await post('models/fraud/2/kill', 'ada');
    await taken();
    const [small, large] = [await pay(500), await pay(1500)];
    expect([small.status, large.status]).toEqual(['settled', 'held']);
    expect((await decision(small.id)).judgement).toMatchObject({ isDegraded: true });
    expect((await decision(large.id)).judgement).toMatchObject({ isDegraded: true, sources: ['degraded'] });
  });
});
