import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Analysts, idsOf } from '../support/analysts.js';
import { App } from '../support/app.js';
import { type Bank, bearer, eventually, openBank } from '../support/bank.js';
import { QueueStream } from '../support/queue-stream.js';
import { payEverything } from '../support/suspicious.js';

describe('the queue of the analysts', () => {
  let bank: Bank;
  let analysts: Analysts;

  beforeAll(async () => {
    bank = await openBank({
      environment: { VERDICT_UNDO_SECONDS: '2', FOUR_EYES_ABOVE_MINOR: '300000', LEASE_SECONDS: '2' },
    });
    analysts = new Analysts(bank);
  }, 90_000);
  afterAll(() => bank.close(), 60_000);
  beforeEach(() => bank.sql('TRUNCATE review.cases CASCADE'));

  const post: Analysts['post'] = (...sent) => analysts.post(...sent);
  const get: Analysts['get'] = (...sent) => analysts.get(...sent);
  const seed: Analysts['seed'] = (cases) => analysts.seed(cases);

  async function eventsOf(paymentIds: readonly string[]): Promise<{ labels: number; ended: number }> {
    const ids = paymentIds.map((id) => id.slice(4));
    const [labels] = await bank.sql<{ n: string }>(
      'SELECT count(*) AS n FROM scoring.labels WHERE payment_id = ANY($1)',
      [ids],
    );
    const [ended] = await bank.sql<{ n: string }>(
      `SELECT count(*) AS n FROM payments.payments WHERE id = ANY($1) AND status IN ('settled', 'rejected')`,
      [ids],
    );
    return { labels: Number(labels?.n), ended: Number(ended?.n) };
  }

  /** What became of payments: each change of money and each label counts once. */
  async function effectsOf(
    paymentIds: readonly string[],
  ): Promise<{ settled: number; rejected: number; fraud: number; honest: number }> {
    const ids = paymentIds.map((id) => id.slice(4));
    const [row] = await bank.sql<Record<'settled' | 'rejected' | 'fraud' | 'honest', string>>(
      `SELECT count(*) FILTER (WHERE to_status = 'settled') AS settled,
         count(*) FILTER (WHERE to_status = 'rejected') AS rejected,
         (SELECT count(*) FROM scoring.labels WHERE payment_id = ANY($1) AND is_fraud) AS fraud,
         (SELECT count(*) FROM scoring.labels WHERE payment_id = ANY($1) AND NOT is_fraud) AS honest
       FROM payments.payment_history WHERE payment_id = ANY($1)`,
      [ids],
    );
    return {
      settled: Number(row?.settled),
      rejected: Number(row?.rejected),
      fraud: Number(row?.fraud),
      honest: Number(row?.honest),
    };
  }

  /** Does something `count` times, so many at once. */
  async function inParallel<T>(
    count: number,
    atOnce: number,
    act: (index: number) => Promise<T>,
  ): Promise<T[]> {
    const results: T[] = [];
    for (let from = 0; from < count; from += atOnce) {
      const indices = Array.from({ length: Math.min(atOnce, count - from) }, (_, each) => from + each);
      results.push(...(await Promise.all(indices.map(act))));
    }
    return results;
  }

  it('has the next deadline first, then the largest expected loss; without a score that is the amount', async () => {
    const [late, small, unscored, large] = await seed([
      { deadline: '2031-01-01', amount: 900_000 },
      { score: 0.9, amount: 1000 },
      { score: null, amount: 1500 },
      { score: 0.2, amount: 10_000 },
    ]);
    const { body } = await get('queue');
    expect(idsOf(body)).toEqual([large, unscored, small, late]);
    expect(body.items[0].expectedLoss).toEqual({ value: 2000, currency: 'GBP' });
    expect(idsOf((await get('queue?sort=loss')).body)).toEqual([late, large, unscored, small]);
  });

  it.each(['deadline', 'loss', 'age'])('is read whole page by page in the sort by %s', async (sort) => {
    const ids = await seed(Array.from({ length: 7 }, (_, index) => ({ amount: (index % 3) * 100 })));
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const { body, headers } = await get(
        `queue?sort=${sort}&limit=3${cursor === null ? '' : `&cursor=${cursor}`}`,
      );
      seen.push(...idsOf(body));
      expect(headers['link'] === undefined).toBe(body.nextCursor === null);
      cursor = body.nextCursor;
    } while (cursor !== null);
    expect([...seen].sort()).toEqual([...ids].sort());
  });

  it('refuses a cursor that it did not give', async () => {
    const forged = Buffer.from('["x", "1", "y"]').toString('base64url');
    const { status, body } = await get(`queue?cursor=${forged}`);
    expect([status, body.code]).toEqual([400, 'request.invalid']);
  });

  it('refuses a cursor that was changed, or of another sort or filter', async () => {
    await seed([{ amount: 100 }, { amount: 200 }]);
    const given: string = (await get('queue?limit=1')).body.nextCursor;
    const changed = Buffer.from(given, 'base64url');
    changed[40] = (changed[40] ?? 0) ^ 1;
    const of = async (query: string, cursor = given): Promise<number> =>
      (await get(`queue?limit=1&cursor=${cursor}${query}`)).status;

    expect(await of('')).toBe(200);
    expect(await of('', changed.toString('base64url'))).toBe(400);
    for (const query of ['&sort=loss', '&amountMin=1', '&mine=true']) expect(await of(query)).toBe(400);
  });

  it('filters by amount and lane, and counts', async () => {
    const [, big] = await seed([{ amount: 10 }, { amount: 5000 }]);
    await post(`cases/${big}/escalate`).expect(200);
    expect(idsOf((await get('queue?amountMin=100')).body)).toEqual([big]);
    expect(idsOf((await get('queue?lane=senior')).body)).toEqual([big]);
    expect((await get('queue/counts')).body).toMatchObject({ open: 2, free: 2, senior: 1, mine: 0 });
  });

  it('gives ten who ask at once ten different cases, the best ones', async () => {
    const ids = await seed(Array.from({ length: 12 }, (_, index) => ({ amount: 12_000 - index * 1000 })));
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => post('queue/next', {}, `analyst-${index}`)),
    );
    const got = answers.map(({ body }) => body.case.id);
    expect([...got].sort()).toEqual(ids.slice(0, 10).sort());
  });

  it('keeps a claimed case from others, saying who has it, until the lease ends by itself', async () => {
    const [id] = await seed([{}]);
    expect((await post('queue/next')).body.case).toMatchObject({ id, holder: 'ana' });
    const other = await post(`cases/${id}/lease`, {}, 'amir');
    expect([other.status, other.body.code]).toEqual([409, 'conflict.case_claimed']);
    expect(other.body.detail).toContain('ana');
    expect((await post(`cases/${id}/verdict`, { verdict: 'release' }, 'amir')).status).toBe(409);
    expect((await post('queue/next', {}, 'amir')).body.case).toBeNull();
    await sleep(1200);
    await post(`cases/${id}/lease`).expect(200);
    await sleep(1200);
    expect((await post('queue/next', {}, 'amir')).body.case).toBeNull();
    await sleep(1000);
    expect((await post('queue/next', {}, 'amir')).body.case).toMatchObject({ id, holder: 'amir' });
  }, 15_000);

  it('lets only senior analysts judge what was escalated, and offers it to nobody else', async () => {
    const [id] = await seed([{}]);
    await post(`cases/${id}/escalate`).expect(200);
    expect((await post('queue/next')).body.case).toBeNull();
    expect((await post(`cases/${id}/verdict`, { verdict: 'release' })).body.code).toBe('auth.right_missing');
    const seniors = ['analyst', 'senior-analyst'] as const;
    expect((await post('queue/next', {}, 'sam', seniors)).body.case.id).toBe(id);
    await post(`cases/${id}/verdict`, { verdict: 'release' }, 'sam', seniors).expect(200);
  });

  it('puts a case off, but wakes it an hour before the hold expires, which is an hour before its deadline', async () => {
    const soon = new Date(Date.now() + 3 * 3_600_000).toISOString();
    const [id] = await seed([{ deadline: soon }]);
    const { body } = await post(`cases/${id}/snooze`, { minutes: 600 }).expect(200);
    expect(Date.parse(body.snoozedUntil)).toBe(Date.parse(soon) - 2 * 3_600_000);
    expect((await get('queue')).body.items).toEqual([]);
    expect(idsOf((await get('queue?snoozed=true')).body)).toEqual([id]);
    expect((await post('queue/next')).body.case).toBeNull();
  });

  it('keeps notes with who and when', async () => {
    const [id] = await seed([{}]);
    await post(`cases/${id}/notes`, { text: 'Called <b>them</b>.' }).expect(201);
    const { body } = await get(`cases/${id}/notes`);
    expect(body.items).toMatchObject([{ author: 'ana', text: 'Called <b>them</b>.' }]);
  });

  it('knows what came of the earlier cases of both parties', async () => {
    const [id = '', second = '', third = ''] = await seed([{}, {}, {}]);
    const [payee, payer] = [randomUUID(), randomUUID()];
    await bank.sql('UPDATE review.cases SET payee_id = $1', [payee]);
    await bank.sql('UPDATE review.cases SET payer_id = $1 WHERE id = ANY($2)', [
      payer,
      [id, third].map((each) => each.slice(5)),
    ]);
    await post(`cases/${second}/verdict`, { verdict: 'reject', reason: 'scam' }).expect(200);
    await post(`cases/${third}/verdict`, { verdict: 'release' }).expect(200);
    const { body } = await get(`cases/${id}/parties`).expect(200);
    const past = body.payer.cases.map((each: { id: string; status: string }) => `${each.id} ${each.status}`);
    expect(past.sort()).toEqual([`${id} open`, `${third} released`].sort());
    expect(body.payee).toMatchObject({ cases: 3, open: 1, released: 1, rejected: 1 });
    expect(body.payee).toMatchObject({ otherPayers: 1, rejectedPayers: 1 });
    expect(body.payee.lastRejectedAt).not.toBeNull();
    expect((await get(`cases/case_${randomUUID()}/parties`)).status).toBe(404);
  });

  it('takes a rejection only with a reason from the list', async () => {
    const [id] = await seed([{}]);
    const none = await post(`cases/${id}/verdict`, { verdict: 'reject' });
    const unknown = await post(`cases/${id}/verdict`, { verdict: 'reject', reason: 'mood' });
    expect([none.status, none.body.errors[0].pointer]).toEqual([400, '/reason']);
    expect([unknown.status, unknown.body.errors[0].pointer]).toEqual([400, '/reason']);
    const displayed = { score: 'blind', model: 'fraud/2' };
    await post(`cases/${id}/verdict`, { verdict: 'reject', reason: 'scam', displayed, dwellMs: 900 }).expect(
      200,
    );
    const [kept] = await bank.sql('SELECT reason, displayed, dwell_ms FROM review.cases');
    expect(kept).toEqual({ reason: 'scam', displayed, dwell_ms: 900 });
  });

  it('answers a verdict that is sent again under its key as the first time, and refuses another one', async () => {
    const [id, second] = await seed([{}, {}]);
    const judge = (caseId: string | undefined, body: object, key: string, who = 'ana') =>
      post(`cases/${caseId}/verdict`, body, who).set('idempotency-key', key);
    const release = { verdict: 'release' };
    const key = randomUUID();
    const [first, atOnce] = await Promise.all([judge(id, release, key), judge(id, release, key)]);
    expect([first.status, first.body.status]).toEqual([200, 'released']);
    expect(Date.parse(first.body.undoUntil) - Date.parse(first.body.closedAt)).toBe(2000);
    expect([atOnce.status, atOnce.text]).toEqual([200, first.text]);
    await post(`cases/${id}/undo`).expect(200);
    const later = await judge(id, release, key);
    expect([later.status, later.text]).toEqual([200, first.text]);

    const reused = 'conflict.idempotency_key_reused';
    const changed = await judge(id, { verdict: 'reject', reason: 'scam' }, key);
    const elsewhere = await judge(second, release, key);
    expect([changed.status, changed.body.code]).toEqual([422, reused]);
    expect([elsewhere.status, elsewhere.body.code]).toEqual([422, reused]);
    expect((await judge(second, release, key, 'amir')).status).toBe(200);
    expect((await judge(second, release, randomUUID())).body.code).toBe('conflict.case_closed');
    expect((await judge(second, release, ' ')).status).toBe(400);
  });

  it('needs two analysts to release a large amount', async () => {
    const [id] = await seed([{ amount: 300_001 }]);
    const release = { verdict: 'release' };
    const proposed = await post(`cases/${id}/verdict`, release).expect(200);
    expect(proposed.body).toMatchObject({
      status: 'open',
      lane: 'second',
      proposedBy: 'ana',
      undoUntil: null,
    });
    const own = await post(`cases/${id}/verdict`, release);
    expect([own.status, own.body.code]).toEqual([409, 'conflict.own_work']);
    expect((await post('queue/next')).body.case).toBeNull();
    expect((await post('queue/next', {}, 'amir')).body.case.id).toBe(id);
    expect((await post(`cases/${id}/verdict`, release, 'amir')).body).toMatchObject({
      status: 'released',
      reviewer: 'amir',
    });
  });

  it('tells everybody who listens how the queue stands, after every change and nobody’s request', async () => {
    const ana = new QueueStream(bank.review, bearer(bank.tokens.for('ana', ['analyst'])));
    const amir = new QueueStream(bank.review, bearer(bank.tokens.for('amir', ['analyst'])));
    try {
      for (const stream of [ana, amir]) await stream.until({ open: 0, free: 0 });
      await seed([{}, { deadline: new Date().toISOString() }]);
      for (const stream of [ana, amir]) await stream.until({ open: 2, free: 2, mine: 0, dueToday: 1 });
      const { body } = await post('queue/next', {}, 'amir');
      await amir.until({ open: 2, free: 1, mine: 1 });
      await ana.until({ open: 2, free: 1, mine: 0 });
      await post(`cases/${body.case.id}/verdict`, { verdict: 'release' }, 'amir').expect(200);
      for (const stream of [ana, amir]) await stream.until({ open: 1, free: 1, mine: 0 });
    } finally {
      for (const stream of [ana, amir]) stream.close();
    }
  });

  describe('with real payments', () => {
    let app: App;
    beforeAll(() => {
      app = new App(bank);
    });

    it('moves no money and learns no label from a verdict that is undone in time', async () => {
      const { caseId, paymentId } = await analysts.heldCase(app);
      const judged = await post(`cases/${caseId}/verdict`, { verdict: 'release' }).expect(200);
      expect(Date.parse(judged.body.undoUntil) - Date.parse(judged.body.closedAt)).toBe(2000);
      expect((await post(`cases/${caseId}/undo`, {}, 'amir')).body.code).toBe('conflict.verdict_final');
      const undone = await post(`cases/${caseId}/undo`).expect(200);
      expect(undone.body).toMatchObject({ status: 'open', reviewer: null, holder: 'ana' });
      await sleep(2800);
      expect((await app.payment(paymentId)).body.status).toBe('held');
      expect(await eventsOf([paymentId])).toEqual({ labels: 0, ended: 0 });

      await post(`cases/${caseId}/verdict`, { verdict: 'reject', reason: 'scam' }).expect(200);
      await eventually(
        'it is rejected',
        async () => (await app.payment(paymentId)).body.status === 'rejected',
      );
      expect((await post(`cases/${caseId}/undo`)).body.code).toBe('conflict.verdict_final');
    }, 30_000);

    it('publishes a verdict although the service dies within the time for undoing it', async () => {
      const { caseId, paymentId } = await analysts.heldCase(app);
      await post(`cases/${caseId}/verdict`, { verdict: 'release' }).expect(200);
      bank.services.review.kill();
      await eventually(
        'it settles',
        async () => (await app.payment(paymentId)).body.status === 'settled',
        30_000,
      );
      await bank.services.review.untilReady();
    }, 60_000);

    it('takes one verdict a case from two analysts who race, moves the money once and learns one label', async () => {
      const count = 500;
      const ids = (await inParallel(count, 25, () => payEverything(app, 250_000))).map(({ id }) => id);
      const caseOf = await eventually(
        'each has its case',
        async () => {
          const rows = await bank.sql<{ id: string; payment_id: string }>(
            `SELECT id, payment_id FROM review.cases WHERE status = 'open'`,
          );
          return rows.length === count && new Map(rows.map((row) => [`pay_${row.payment_id}`, row.id]));
        },
        30_000,
      );
      const answers = await inParallel(count, 25, (index) => {
        const path = `cases/case_${caseOf.get(ids[index] ?? '')}/verdict`;
        const release = () => post(path, { verdict: 'release' }, 'ana');
        const reject = () => post(path, { verdict: 'reject', reason: 'scam' }, 'amir');
        return Promise.all(index % 2 === 0 ? [release(), reject()] : [reject(), release()]);
      });
      for (const pair of answers) {
        expect(pair.map(({ status }) => status).sort()).toEqual([200, 409]);
        const won = pair.find(({ status }) => status === 200)?.body;
        const lost = pair.find(({ status }) => status === 409)?.body;
        expect(lost).toMatchObject({
          code: 'conflict.case_closed',
          detail: `The case was ${won.status} by ${won.reviewer} at ${won.closedAt}.`,
        });
      }
      const released = answers.flat().filter(({ body }) => body.status === 'released').length;
      const rejected = answers.flat().filter(({ body }) => body.status === 'rejected').length;
      expect(released + rejected).toBe(count);
      await eventually(
        'all have ended and are learnt',
        async () => {
          const { labels, ended } = await eventsOf(ids);
          return labels === count && ended === count;
        },
        30_000,
      );
      expect(await effectsOf(ids)).toEqual({
        settled: released,
        rejected,
        fraud: rejected,
        honest: released,
      });
      const [due] = await bank.sql<{ n: string }>('SELECT count(*) AS n FROM review.due_verdicts');
      expect(Number(due?.n)).toBe(0);
      expect((await bank.verifyLedger()).faults).toEqual([]);
    }, 120_000);
  });
});
