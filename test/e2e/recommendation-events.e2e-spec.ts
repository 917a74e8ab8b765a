import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type LoanChanged, loanChanged, type PaymentSettled, paymentSettled } from '@paymo/contracts';
import { type Bank, bearer, eventually, openBank } from '../support/bank.js';
import { publish, publishRaw, readTopic } from '../support/messages.js';
import { type ObjectStoreServer, openObjectStoreServer } from '../support/object-store-server.js';
import { numbered } from '../support/numbered.js';

/** Whole runs of the batch; the first of all installs the server of the bucket. */
jest.setTimeout(120_000);

const dayMs = 86_400_000;
const [ann, bob, cem] = [numbered('c', 1), numbered('c', 2), numbered('c', 3)];
const [cafe, bakery] = [numbered('a', 1), numbered('a', 2)];
/** Where nobody else goes, so that there is something to recommend to the others. */
const corners = new Map([ann, bob, cem].map((customer, index) => [customer, numbered('b', index)]));
const now = Date.now();

interface Run {
  status: string;
  tableHash: string;
  learnt: 'anew' | 'kept' | null;
  modelVersion: string | null;
  quality: { popularityNdcg: number; sarNdcg: number } | null;
  items: { item: string }[];
}

interface Stored {
  event_id: string;
  customer_id: string;
  item_id: string;
  kind: string;
  day: string;
}

describe('the events of recommendations, in a bucket', () => {
  let store: ObjectStoreServer;
  let bank: Bank;

  beforeAll(async () => {
    store = await openObjectStoreServer();
    bank = await openBank({ services: ['recommendations'], environment: store.environment });
    for (const customer of [ann, bob, cem])
      await send('PATCH', `/admin/recommendation-customers/acc_${customer}`, { hasConsent: true });
  }, 240_000);
  afterAll(async () => {
    await bank.close();
    await store.close();
  }, 60_000);

  async function send(method: string, path: string, body?: object): Promise<Run> {
    const response = await fetch(`${bank.recommendations}${path}`, {
      method,
      headers: {
        ...bearer(bank.tokens.service('test')),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    expect(response.ok).toBe(true);
    const text = await response.text();
    return JSON.parse(text === '' ? '{}' : text);
  }

  const runNow = (asOf?: string): Promise<Run> =>
    send('POST', `/admin/recommendation-runs${asOf === undefined ? '' : `?asOf=${asOf}`}`);

  function purchase(payerId: string, payeeId: string, daysAgo: number): PaymentSettled {
    const at = now - daysAgo * dayMs;
    return {
      paymentId: randomUUID(),
      payerId,
      payeeId,
      amount: { value: 500, currency: 'GBP' },
      type: 'payment',
      status: 'settled',
      occurredAtMs: at,
      settledAtMs: at,
    };
  }

  const collected = (count: number): Promise<unknown> =>
    eventually(`${count} events are collected`, async () => {
      const [row] = await bank.sql<{ n: string }>(
        'SELECT count(*) AS n FROM recommendations.collected_events',
      );
      return Number(row?.n) >= count;
    });

  async function keys(): Promise<string[]> {
    const { Contents = [] } = await store.client.send(new ListObjectsV2Command({ Bucket: store.bucket }));
    return Contents.map(({ Key }) => Key ?? '').sort();
  }

  async function stored(): Promise<Stored[]> {
    const folder = await mkdtemp(join(tmpdir(), 'paymo-bucket-'));
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const rows: Stored[] = [];
    for (const key of (await keys()).filter((name) => /day=.*\.parquet$/.test(name))) {
      const object = await store.client.send(new GetObjectCommand({ Bucket: store.bucket, Key: key }));
      const file = join(folder, `${randomUUID()}.parquet`);
      await writeFile(file, await object.Body!.transformToByteArray());
      const reader = await connection.runAndReadAll(`SELECT * FROM read_parquet('${file}')`);
      const day = /day=([^/]+)/.exec(key)![1];
      for (const row of reader.getRowObjectsJson()) rows.push({ ...row, day } as unknown as Stored);
    }
    instance.closeSync();
    await rm(folder, { recursive: true });
    return rows;
  }

  const dayOf = (daysAgo: number): string => new Date(now - daysAgo * dayMs).toISOString().slice(0, 10);

  it('are payments, loans and clicks, each once, and nothing malformed', async () => {
    const settled = [ann, bob, cem].flatMap((customer) => [
      purchase(customer, cafe, 2),
      purchase(customer, bakery, 1),
      purchase(customer, corners.get(customer)!, 3),
    ]);
    const twice = settled[0]!;
    const loan: LoanChanged = {
      eventId: randomUUID(),
      loanId: randomUUID(),
      accountId: ann,
      change: 'payout_applied',
      status: 'active',
      atMs: now - dayMs,
    };
    await publish(bank, paymentSettled, [...settled, twice]);
    await publish<LoanChanged>(bank, loanChanged, [
      loan,
      { ...loan, eventId: randomUUID(), change: 'due_refused' },
      loan,
    ]);
    await publishRaw(bank, paymentSettled.topic, [
      { key: ann, value: '{"paymentId":"', type: paymentSettled.type },
      { key: ann, value: JSON.stringify({ ...twice, payerId: 'nobody' }), type: paymentSettled.type },
    ]);
    await publishRaw(bank, loanChanged.topic, [
      { key: ann, value: JSON.stringify({ ...loan, change: 'eaten' }), type: loanChanged.type },
    ]);
    for (const kind of ['shown', 'opened', 'dismissed', 'taken'])
      await send('POST', '/v1/recommendations/feedback', {
        account: `acc_${bob}`,
        item: 'small-loan',
        generation: 1,
        kind,
      });
    await collected(settled.length + 1 + 2 + 2);
    const setAside = await eventually('what is malformed is set aside', async () => {
      const letters = await Promise.all(
        [paymentSettled.topic, loanChanged.topic].map((topic) => readTopic(bank, `${topic}.dlq`)),
      );
      return letters.flat().length === 3 && letters;
    });
    expect(setAside.map((letters) => letters.length)).toEqual([2, 1]);

    expect((await runNow()).status).toBe('ready');
    const rows = await stored();
    expect(rows.map(({ event_id }) => event_id).sort()).toEqual(
      [...new Set(rows.map(({ event_id }) => event_id))].sort(),
    );
    expect(
      rows
        .filter(({ kind }) => kind === 'payment')
        .map(({ event_id }) => event_id)
        .sort(),
    ).toEqual(settled.map(({ paymentId }) => paymentId).sort());
    expect(rows.filter(({ kind }) => kind === 'loan')).toEqual([
      expect.objectContaining({
        event_id: loan.eventId,
        customer_id: ann,
        item_id: 'small-loan',
        day: dayOf(1),
      }),
    ]);
    expect(
      rows
        .filter(({ customer_id, item_id }) => customer_id === bob && item_id === 'small-loan')
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(['opened', 'taken']);
  });

  it('that come late go to the day that they are of, in one file a day', async () => {
    const late = purchase(cem, cafe, 40);
    await publish(bank, paymentSettled, [late, purchase(ann, cafe, 1)]);
    await collected(2);
    expect((await runNow()).status).toBe('ready');
    expect((await stored()).find(({ event_id }) => event_id === late.paymentId)?.day).toBe(dayOf(40));
    const folders = (await keys()).map((key) => key.slice(0, key.lastIndexOf('/')));
    expect(folders).toEqual([...new Set(folders)]);
    expect(folders).toContain(`recommendations/day=${dayOf(40)}`);
  });

  it('of the erased are gone with the next run, and collected no more', async () => {
    expect((await stored()).some(({ customer_id }) => customer_id === cem)).toBe(true);
    await send('DELETE', `/admin/recommendation-customers/acc_${cem}`);
    await publish(bank, paymentSettled, [purchase(cem, bakery, 1), purchase(ann, bakery, 1)]);
    await send('POST', '/v1/recommendations/feedback', {
      ...{ account: `acc_${cem}`, item: cafe, generation: 1, kind: 'opened' },
    });
    await collected(1);
    expect((await runNow()).status).toBe('ready');
    const customers = (await stored()).map(({ customer_id }) => customer_id);
    expect(customers).toContain(ann);
    expect(customers).not.toContain(cem);
  });

  it('do not suffer from an object that is no event: it is set aside, and the run goes on', async () => {
    const before = await stored();
    const Key = `recommendations/day=${dayOf(1)}/other.parquet`;
    await store.client.send(
      new PutObjectCommand({ Bucket: store.bucket, Key, Body: 'PAR1 and nothing more' }),
    );
    expect((await runNow()).status).toBe('ready');
    expect(await keys()).toContain(`${Key}.rejected`);
    expect(await stored()).toEqual(before);
  });

  it('may be missing of whole days, and make the same lists again as of the same moment', async () => {
    const asOf = new Date(now).toISOString();
    const [first, second] = [await runNow(asOf), await runNow(asOf)];
    expect(second.tableHash).toBe(first.tableHash);
  });

  it('judge the lists that were read until then, beside popularity and SAR', async () => {
    await runNow();
    const [first] = (await send('GET', `/v1/recommendations?account=acc_${ann}`)).items;
    const at = Date.now();
    await publish(bank, paymentSettled, [
      { ...purchase(ann, first!.item, 0), occurredAtMs: at, settledAtMs: at },
    ]);
    await collected(1);
    const { quality } = await runNow();
    expect(quality).toMatchObject({ customers: 1, ndcg: 1, hitRate: 1 });
    expect(quality!.popularityNdcg).toBeGreaterThan(0);
    expect(quality!.sarNdcg).toBeGreaterThan(0);
  });

  describe('of six weeks', () => {
    const people = Array.from({ length: 8 }, (_, index) => numbered('d', index));
    const shops = [cafe, bakery, ...Array.from({ length: 6 }, (_, index) => numbered('e', index))];
    const sixWeeks = Array.from({ length: 42 }, (_, day) => [
      purchase(people[day % 8]!, shops[(day + (day % 3)) % 8]!, day + 1),
      purchase(people[(day + 3) % 8]!, shops[(day * 5) % 8]!, day + 1),
    ]).flat();

    async function add(...purchases: PaymentSettled[]): Promise<void> {
      await publish(bank, paymentSettled, purchases);
      await collected(purchases.length);
    }

    /** Two runs of one moment: the second takes what the first has learnt. */
    async function twice(asOf: string): Promise<string> {
      const [anew, kept] = [await runNow(asOf), await runNow(asOf)];
      expect([anew.learnt, kept.learnt]).toEqual(['anew', 'kept']);
      expect(kept.tableHash).toBe(anew.tableHash);
      return kept.tableHash;
    }

    it('are learnt from once a week; each night makes the lists of a run that learns anew', async () => {
      for (const customer of people)
        await send('PATCH', `/admin/recommendation-customers/acc_${customer}`, { hasConsent: true });
      await add(...sixWeeks);
      const asOf = new Date().toISOString();
      const first = await twice(asOf);
      // Late ones, and one that had come before.
      await add(purchase(people[0]!, shops[5]!, 20), purchase(people[1]!, shops[6]!, 30), sixWeeks[40]!);
      const late = await twice(asOf);
      expect(late).not.toBe(first);
      expect((await stored()).filter(({ event_id: id }) => id === sixWeeks[40]!.paymentId)).toHaveLength(1);

      await send('DELETE', `/admin/recommendation-customers/acc_${people[7]!}`);
      const erased = await twice(asOf);
      expect(erased).not.toBe(late);
      // Nothing is left of what was learnt from the erased.
      const learnt = (await keys()).filter((key) => key.includes('learnt='));
      expect(new Set(learnt.map((key) => key.split('/').at(-2))).size).toBe(1);

      const at = Date.now();
      await add({ ...purchase(people[2]!, shops[1]!, 0), occurredAtMs: at, settledAtMs: at });
      const next = new Date(at + 1).toISOString();
      const night = await runNow(next);
      expect(night.learnt).toBe('kept');
      for (const Key of (await keys()).filter((key) => key.includes('learnt=')))
        await store.client.send(new DeleteObjectCommand({ Bucket: store.bucket, Key }));
      expect(await twice(next)).toBe(night.tableHash);
      expect(night.modelVersion).toMatch(/^\d{4}-\d\d-\d\dT00:00:00.000Z-[0-9a-f]{12}$/);
    });
  });
});
