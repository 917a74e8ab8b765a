import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type PaymentSettled, paymentSettled } from '@paymo/contracts';
import { type Bank, bearer, eventually, openBank } from '../support/bank.js';
import { publish } from '../support/messages.js';
import { numbered } from '../support/numbered.js';

interface Item {
  item: string;
  place: number;
  source: string;
  reason: string;
}

type Texts = Record<
  'generation' | 'status' | 'type' | 'tableHash' | 'asOf' | 'finishedAt' | 'modelVersion' | 'source',
  string
>;

/** All that any of the answers holds; the assertions say which of it. */
interface Body extends Texts {
  items: Item[];
  failure: string | null;
  isStale: boolean;
  checks: { name: string; isMet: boolean }[];
  arm: 'ranked' | 'explored';
  arms: Record<string, unknown>;
  policies: { policy: string; value: number }[];
}

interface Answer {
  status: number;
  body: Body;
}

/** Whole runs of the batch, on a machine that may be busy. */
jest.setTimeout(60_000);

const customers = Array.from({ length: 40 }, (_, index) => numbered('c', index));
const shops = Array.from({ length: 12 }, (_, index) => numbered('a', index));
const loan = 'loan-small';
const creditworthy = { isInArrears: false, isVulnerable: false, isAffordable: true, bornOn: '1980-02-29' };
const unlawful = { isInArrears: true, isVulnerable: true, isAffordable: false, bornOn: '2015-01-01' };

describe('recommendations', () => {
  let bank: Bank;

  async function ask(method: string, path: string, body?: object): Promise<Answer> {
    const response = await fetch(`${bank.recommendations}${path}`, {
      method,
      headers: {
        ...bearer(bank.tokens.service('test')),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  }

  const know = (customer: string, facts: object): Promise<Answer> =>
    ask('PATCH', `/admin/recommendation-customers/acc_${customer}`, facts);
  const shownTo = async (customer: string): Promise<Body> =>
    (await ask('GET', `/v1/recommendations?account=acc_${customer}`)).body;
  /** As the batch ranked them, whoever's first place is drawn. */
  const listOf = async (customer: string): Promise<Item[]> =>
    (await shownTo(customer)).items.toSorted((a, b) => a.place - b.place);
  const runNow = (): Promise<Answer> => ask('POST', '/admin/recommendation-runs');

  async function runsFailed(): Promise<number> {
    const metrics = await (await fetch(`${bank.recommendations}/metrics`)).text();
    return Number(/paymo_recommendation_runs_failed_total\{[^}]*\} (\d+)/.exec(metrics)?.[1] ?? 0);
  }

  /** Two halves of the town, each with six shops that its people go to. */
  function purchases(): PaymentSettled[] {
    return customers.flatMap((customer, index) =>
      Array.from({ length: 4 }, (_, step): PaymentSettled => {
        const shop = (index % 2) * 6 + ((index + step * 2 + (step > 1 ? 1 : 0)) % 6);
        const at = Date.now() - (step + 1) * 86_400_000;
        return {
          paymentId: randomUUID(),
          payerId: customer,
          payeeId: shops[shop]!,
          amount: { value: 500, currency: 'GBP' },
          type: 'payment',
          status: 'settled',
          occurredAtMs: at,
          settledAtMs: at,
        };
      }),
    );
  }

  beforeAll(async () => {
    bank = await openBank({
      services: ['recommendations'],
      environment: { EXPLORATION_SHARE: '0.5' },
    });
    const settled = purchases();
    const odd = settled[0]!;
    // What is no purchase, and the same event again.
    await publish<PaymentSettled>(bank, paymentSettled, [
      ...settled,
      { ...odd, paymentId: randomUUID(), type: 'transfer' },
      { ...odd, paymentId: randomUUID(), status: 'declined' },
      odd,
    ]);
    await eventually('all purchases are collected', async () => {
      const [row] = await bank.sql<{ n: string }>(
        'SELECT count(*) AS n FROM recommendations.collected_events',
      );
      return Number(row?.n) >= settled.length ? row : undefined;
    });
    // As somebody who has a loan would be known by: payments are all that is collected by now.
    await bank.sql(
      `INSERT INTO recommendations.collected_events (event_id, customer_id, item_id, occurred_at)
       SELECT gen_random_uuid(), c, $2, now() - interval '2 days' FROM unnest($1::uuid[]) c`,
      [customers.slice(30, 36), loan],
    );
    for (const customer of customers) await know(customer, { hasConsent: true, ...creditworthy });
    await ask('PUT', `/admin/recommendation-items/${loan}`, {
      title: 'Small loan',
      category: 'credit',
      isCredit: true,
    });
  }, 120_000);
  afterAll(() => bank.close(), 60_000);

  it('are none before the first run', async () => {
    expect(await shownTo(customers[0]!)).toMatchObject({ generation: null, items: [] });
    expect((await ask('POST', '/admin/recommendation-runs/rollback')).body.type).toContain('no_generation');
  });

  it('come from a run whose checks are met, with a reason each', async () => {
    const { status, body } = await runNow();
    expect(status).toBe(200);
    // Four days of events are too few to learn from weeks that are over.
    expect(body).toMatchObject({
      ...{ status: 'ready', isCurrent: true, shards: 8, shardsDone: 8 },
      ...{ learnt: 'anew', modelVersion: expect.stringMatching(body.asOf) },
    });
    const { modelVersion, finishedAt: generatedAt } = body;
    expect(await shownTo(customers[0]!)).toMatchObject({ modelVersion, generatedAt });
    expect(body.checks.map((check) => [check.name, check.isMet])).toEqual(
      ['coverage', 'eligibility', 'rows', 'growth', 'drift'].map((name) => [name, true]),
    );
    const items = await listOf(customers[0]!);
    expect(items.length).toBeGreaterThan(3);
    expect(items[0]).toMatchObject({ place: 1, source: 'similar' });
    expect(items[0]!.reason).toMatch(/^Because you use shop /);
    expect(shops.slice(0, 6)).toContain(items[0]!.item);
  });

  it('are the same table for the same data', async () => {
    const [first, second] = [await runNow(), await runNow()];
    expect(second.body.generation).not.toBe(first.body.generation);
    const rowsOf = (generation: string): Promise<object[]> =>
      bank.sql(
        `SELECT customer_id, place, item_id, source, reason FROM recommendations.recommendations
         WHERE generation_id = $1 ORDER BY customer_id, place`,
        [generation],
      );
    expect(await rowsOf(second.body.generation)).toEqual(await rowsOf(first.body.generation));
  });

  it('let half of the customers explore, and say what other rankings would have earned', async () => {
    const lists = await Promise.all(
      customers.map(async (customer) => ({ customer, ...(await shownTo(customer)) })),
    );
    const explored = lists.filter(({ arm }) => arm === 'explored');
    expect(explored.length).toBeGreaterThan(5);
    expect(explored.length).toBeLessThan(customers.length - 5);
    for (const { customer, items } of explored)
      expect((await shownTo(customer)).items.map(({ item }) => item)).toEqual(items.map(({ item }) => item));
    // Everybody is shown the first place, and opens it when it is what the batch ranked first.
    for (const { customer, items, generation } of lists) {
      const [first] = items;
      const ranked = items.toSorted((a, b) => a.place - b.place)[0];
      const feedback = { account: `acc_${customer}`, item: first!.item, generation: Number(generation) };
      await ask('POST', '/v1/recommendations/feedback', { ...feedback, kind: 'shown' });
      if (first === ranked)
        await ask('POST', '/v1/recommendations/feedback', { ...feedback, kind: 'opened' });
    }
    const { body } = await ask('GET', '/admin/recommendation-report');
    expect(body.arms).toMatchObject({
      explored: explored.length,
      ranked: customers.length - explored.length,
      share: 0.5,
      isSampleRatioBroken: false,
    });
    const values = new Map(body.policies.map(({ policy, value }) => [policy, value]));
    expect(values.get('number 1 of the ranking')).toBe(1);
    expect(values.get('number 2 of the ranking') ?? 0).toBe(0);
    expect(values.get('any of the list by chance')).toBeGreaterThan(0);
    expect(values.get('any of the list by chance')).toBeLessThan(1);
    const page = await fetch(`${bank.recommendations}/admin/recommendation-report.html`, {
      headers: bearer(bank.tokens.service('test')),
    });
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await page.text()).toContain('number 1 of the ranking');
  });

  it('are never run twice at once', async () => {
    const answers = await Promise.all([runNow(), runNow(), runNow()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  });

  it('know no credit for a customer who falls into arrears or is found to be a child, from the next read on', async () => {
    const [{ customer } = { customer: '' }] = await bank.sql<{ customer: string }>(
      `SELECT customer_id AS customer FROM recommendations.recommendations WHERE item_id = $1
         AND generation_id = (SELECT generation_id FROM recommendations.current_generation) LIMIT 1`,
      [loan],
    );
    const items = async (): Promise<string[]> => (await listOf(customer)).map(({ item }) => item);
    expect(await items()).toContain(loan);
    for (const [fact, value] of Object.entries(unlawful)) {
      await know(customer, { [fact]: value });
      expect(await items()).not.toContain(loan);
      expect((await items()).length).toBeGreaterThan(0);
      await know(customer, creditworthy);
      expect(await items()).toContain(loan);
    }
  });

  it('serve nothing dismissed, withdrawn or shown too often', async () => {
    const customer = customers[1]!;
    const { body } = await ask('GET', `/v1/recommendations?account=acc_${customer}`);
    const [dismissed, withdrawn, worn] = body.items.map(({ item }) => item) as [string, string, string];
    const feedback = (item: string, kind: string): Promise<Answer> =>
      ask('POST', '/v1/recommendations/feedback', {
        account: `acc_${customer}`,
        item,
        generation: body.generation,
        kind,
      });
    expect((await feedback(dismissed, 'dismissed')).status).toBe(204);
    await ask('PUT', `/admin/recommendation-items/${withdrawn}`, {
      title: 'x',
      category: 'y',
      isWithdrawn: true,
    });
    for (let shown = 0; shown < 20; shown += 1) await feedback(worn, 'shown');
    const left = (await listOf(customer)).map(({ item }) => item);
    for (const item of [dismissed, withdrawn, worn]) expect(left).not.toContain(item);
    expect(left.length).toBeGreaterThan(0);
  });

  it('are never served to the suppressed, not even while generations are swapped', async () => {
    const watched = customers.slice(10, 16);
    const swapping = { isOver: false };
    const swaps = (async () => {
      for (let run = 0; run < 3; run += 1) await runNow();
      await ask('POST', '/admin/recommendation-runs/rollback');
      swapping.isOver = true;
    })();
    let reads = 0;
    let served = 0;
    while (!swapping.isOver) {
      for (const customer of watched) {
        await know(customer, { isSuppressed: true });
        expect(await listOf(customer)).toEqual([]);
        await know(customer, { isSuppressed: false });
        served += (await listOf(customer)).length;
        reads += 1;
      }
    }
    await swaps;
    expect(reads).toBeGreaterThan(10);
    expect(served).toBeGreaterThan(0);
  });

  it('of an erased customer are gone at once, and the events from the files with the next run', async () => {
    const customer = customers[20]!;
    expect((await listOf(customer)).length).toBeGreaterThan(0);
    expect((await ask('DELETE', `/admin/recommendation-customers/acc_${customer}`)).status).toBe(204);
    expect(await listOf(customer)).toEqual([]);
    expect((await know(customer, { hasConsent: true })).status).toBe(404);
    expect((await runNow()).body.status).toBe('ready');
    expect(await listOf(customer)).toEqual([]);
    const unswept = await bank.sql('SELECT FROM recommendations.erasures WHERE swept_at IS NULL');
    expect(unswept).toHaveLength(0);
  });

  it('stay those of the last good generation when a check is not met', async () => {
    const before = await ask('GET', `/v1/recommendations?account=acc_${customers[2]!}`);
    const failedBefore = await runsFailed();
    const shut = customers.slice(25);
    // Newcomers who can be offered nothing: all that is popular was shown to them too often.
    const everything = [...shops, loan];
    await bank.sql(
      `INSERT INTO recommendations.feedback SELECT gen_random_uuid(), c::uuid, i, 1, 'shown', 'home', now()
       FROM unnest($1::text[]) c, unnest($2::text[]) i, generate_series(1, 20)`,
      [shut, everything],
    );
    const { body } = await runNow();
    await bank.sql('DELETE FROM recommendations.feedback');
    expect(body).toMatchObject({ status: 'failed', isCurrent: false });
    expect(body.checks.find(({ name }) => name === 'coverage')!.isMet).toBe(false);
    const after = await ask('GET', `/v1/recommendations?account=acc_${customers[2]!}`);
    expect(after.body).toEqual(before.body);
    expect(await runsFailed()).toBe(failedBefore + 1);
  });

  it('give way after 48 hours to what is popular and may still be offered', async () => {
    const customer = customers[4]!;
    const read = async (): Promise<Body> =>
      (await ask('GET', `/v1/recommendations?account=acc_${customer}`)).body;
    const age = (hours: number): Promise<object[]> =>
      bank.sql(
        `UPDATE recommendations.generations SET finished_at = now() - make_interval(hours => $1)
         WHERE id = (SELECT generation_id FROM recommendations.current_generation)`,
        [hours],
      );
    await age(47);
    expect(await read()).toMatchObject({ isStale: false, source: 'personal' });
    await age(49);
    const { isStale, source, items } = await read();
    expect({ isStale, source }).toEqual({ isStale: true, source: 'fallback' });
    expect(items.length).toBeGreaterThan(3);
    expect(items.map((item) => [item.place, item.source])).toEqual(
      items.map((_, index) => [index + 1, 'segment']),
    );
    const first = items[0]!.item;
    const hasFirst = async (): Promise<boolean> => (await read()).items.some(({ item }) => item === first);
    const asCredit = (isCredit: boolean): Promise<Answer> =>
      ask('PUT', `/admin/recommendation-items/${first}`, { title: 'x', category: 'y', isCredit });
    await asCredit(true);
    expect(await hasFirst()).toBe(true);
    await know(customer, { isInArrears: true });
    expect(await hasFirst()).toBe(false);
    await asCredit(false);
    await know(customer, { isInArrears: false, isSuppressed: true });
    expect((await read()).items).toEqual([]);
    await know(customer, { isSuppressed: false });
    await age(0);
    expect((await read()).source).toBe('personal');
  });

  it('know why a run threw: it is failed and not running, and the next one is made anew', async () => {
    await bank.sql('ALTER TABLE recommendations.items RENAME TO items_away');
    const thrown = await runNow();
    await bank.sql('ALTER TABLE recommendations.items_away RENAME TO items');
    expect(thrown.status).toBe(500);
    const [last] = await bank.sql<{ status: string; failure: string }>(
      'SELECT status, failure FROM recommendations.generations ORDER BY id DESC LIMIT 1',
    );
    expect(last!.status).toBe('failed');
    expect(last!.failure).toContain('items');
    expect((await runNow()).body).toMatchObject({ status: 'ready', failure: null });
  });

  it('are taken up shard by shard after a crash', async () => {
    const ready = (await runNow()).body;
    // As a crash after three shards of eight would leave it.
    const [broken] = await bank.sql<{ id: string }>(
      `INSERT INTO recommendations.generations (as_of, status, started_at, shards)
       SELECT as_of, 'running', now(), 8 FROM recommendations.generations WHERE id = $1 RETURNING id`,
      [ready.generation],
    );
    await bank.sql(
      `INSERT INTO recommendations.generation_shards SELECT $2, shard, table_hash
       FROM recommendations.generation_shards WHERE generation_id = $1 AND shard < 3`,
      [ready.generation, broken!.id],
    );
    await bank.sql(
      `INSERT INTO recommendations.recommendations
       SELECT $2, customer_id, place, item_id, title, category, is_credit, score_micro, source, because_item_id, reason
       FROM recommendations.recommendations JOIN (
         SELECT id, (row_number() OVER (ORDER BY md5(id::text), id::text) - 1) * 8 / count(*) OVER () AS shard
         FROM recommendations.customers) c ON c.id = customer_id
       WHERE generation_id = $1 AND c.shard < 3`,
      [ready.generation, broken!.id],
    );
    const { body } = await runNow();
    expect(body).toMatchObject({ generation: broken!.id, status: 'ready', shardsDone: 8 });
    expect(body.tableHash).toBe(ready.tableHash);
  });

  it('survive a kill -9 in the middle of a run: the old ones are served, and the next run mends it', async () => {
    const before = await listOf(customers[3]!);
    const run = runNow().catch(() => undefined);
    bank.services.recommendations.kill();
    await run;
    await bank.services.recommendations.untilReady();
    expect(await listOf(customers[3]!)).toEqual(before);
    await bank.sql("UPDATE recommendations.run_lease SET until = 'epoch'");
    expect((await runNow()).body.status).toBe('ready');
  });

  it('are kept for seven generations', async () => {
    for (let run = 0; run < 4; run += 1) await runNow();
    const kept = await bank.sql('SELECT DISTINCT generation_id FROM recommendations.recommendations');
    expect(kept).toHaveLength(7);
  });
});
