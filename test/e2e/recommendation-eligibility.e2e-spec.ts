import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Bank, bearer, openBank } from '../support/bank.js';

interface Body {
  code: string;
  facts: { age: number | null };
  items: { item: string; ageMin: number }[];
  exclusions: { item: string | null; reason: string }[];
}

const customer = randomUUID();
const dayMs = 86_400_000;
const dayAfter = (days: number): string => new Date(Date.now() + days * dayMs).toISOString().slice(0, 10);

describe('what is known of customers and items', () => {
  let bank: Bank;
  beforeAll(async () => {
    bank = await openBank({ services: ['recommendations'] });
  }, 60_000);
  afterAll(() => bank.close(), 60_000);

  async function ask(
    method: string,
    path: string,
    body?: object,
    token = bank.tokens.service('test'),
  ): Promise<{ status: number; body: Body }> {
    const response = await fetch(`${bank.recommendations}${path}`, {
      method,
      headers: {
        ...bearer(token),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: JSON.parse((await response.text()) || 'null') };
  }

  const path = `/admin/recommendation-customers/acc_${customer}`;
  const look = (): Promise<{ body: Body }> =>
    ask('GET', path, undefined, bank.tokens.for('ana', ['analyst']));
  const put = (item: string, facts: object): Promise<unknown> =>
    ask('PUT', `/admin/recommendation-items/${item}`, { title: item, category: 'things', ...facts });

  it.each([
    ['in the future', dayAfter(2)],
    ['before anybody who lives', '1899-12-31'],
    ['in a year that is none', '0000-01-01'],
  ])('takes no birth %s', async (_, bornOn) => {
    const { status, body } = await ask('PATCH', path, { hasConsent: true, bornOn });
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'request.invalid' });
  });

  it('tells the age of a baby from one that nobody knows', async () => {
    await ask('PATCH', path, { hasConsent: true });
    expect((await look()).body.facts.age).toBeNull();
    expect((await ask('PATCH', path, { bornOn: dayAfter(-1) })).status).toBe(204);
    expect((await look()).body.facts.age).toBe(0);
  });

  it('keeps credit for adults, whatever age is given, and from whichever version it comes', async () => {
    await put('card', { isCredit: true, ageMin: 16 });
    await put('mortgage', { isCredit: true, ageMin: 21 });
    await put('savings', { ageMin: 16 });
    // As a service of the version before ages puts it, while the database is of this one already.
    await bank.sql(
      `INSERT INTO recommendations.items (id, title, category, is_credit, is_withdrawn)
       VALUES ('overdraft', 'Overdraft', 'credit', true, false)`,
    );
    const { items } = (await ask('GET', '/admin/recommendation-items')).body;
    const ages = new Map(items.map(({ item, ageMin }) => [item, ageMin]));
    expect(['card', 'mortgage', 'savings', 'overdraft'].map((item) => ages.get(item))).toEqual([
      18, 21, 16, 18,
    ]);
    await ask('PATCH', path, { bornOn: dayAfter(-17 * 366) });
    const { exclusions } = (await look()).body;
    const tooYoung = exclusions.filter(({ reason }) => reason === 'under_age').map(({ item }) => item);
    expect(tooYoung.sort()).toEqual(['card', 'mortgage', 'overdraft', 'small-loan']);
  });

  it('goes back to no generation whose lists are gone', async () => {
    const generations = await bank.sql<{ id: string }>(
      `INSERT INTO recommendations.generations (as_of, status, started_at, finished_at, shards)
       SELECT now(), 'ready', now(), now(), 1 FROM generate_series(1, 3) RETURNING id`,
    );
    const [pruned, kept, current] = generations.map(({ id }) => id);
    await bank.sql(
      `INSERT INTO recommendations.recommendations (generation_id, customer_id, place, item_id, title, category,
         is_credit, score_micro, source, reason)
       SELECT id, $2, 1, 'savings', 'Savings', 'things', false, 1, 'popular', 'x' FROM unnest($1::bigint[]) id`,
      [[kept, current], customer],
    );
    await bank.sql('INSERT INTO recommendations.current_generation (generation_id) VALUES ($1)', [current]);
    const rollback = (): Promise<{ status: number; body: unknown }> =>
      ask('POST', '/admin/recommendation-runs/rollback');
    expect(await rollback()).toMatchObject({ status: 200, body: { current: kept } });
    expect(await rollback()).toMatchObject({ status: 409, body: { code: 'conflict.no_generation' } });
    expect(pruned).toBeDefined();
  });
});
