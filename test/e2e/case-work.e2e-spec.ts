import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { accountOpened } from '@paymo/contracts';
import { EventStream } from '../../tools/faults/event-stream.js';
import { Analysts, idsOf } from '../support/analysts.js';
import { App } from '../support/app.js';
import { type Bank, bearer, eventually, openBank } from '../support/bank.js';
import { publish } from '../support/messages.js';
import { QueueStream } from '../support/queue-stream.js';

describe('the work on cases', () => {
  let bank: Bank;
  let analysts: Analysts;
  let app: App;

  beforeAll(async () => {
    bank = await openBank({ environment: { FOUR_EYES_ABOVE_MINOR: '300000' } });
    analysts = new Analysts(bank);
    app = new App(bank);
  }, 90_000);
  afterAll(() => bank.close(), 60_000);
  beforeEach(() => bank.sql('TRUNCATE review.cases CASCADE'));

  const post: Analysts['post'] = (...sent) => analysts.post(...sent);
  const get: Analysts['get'] = (...sent) => analysts.get(...sent);
  const seed: Analysts['seed'] = (cases) => analysts.seed(cases);

  it('keeps analysts from cases about accounts of their own, and passes over them', async () => {
    const [account, payee] = [randomUUID(), randomUUID()];
    await publish(
      bank,
      accountOpened,
      [account, payee].map((accountId) => ({
        accountId,
        owner: accountId === account ? 'ana' : 'ada',
        currency: 'GBP',
        openedAtMs: Date.now(),
      })),
    );
    await eventually('review knows whose they are', async () => {
      const rows = await bank.sql('SELECT 1 FROM review.account_owners WHERE account_id = ANY($1)', [
        [account, payee],
      ]);
      return rows.length === 2;
    });
    const [paid, received, other] = await seed([
      { payer: account, payee, amount: 9000 },
      { payer: payee, payee: account, amount: 8000 },
      {},
    ]);
    expect((await post('queue/next')).body.case.id).toBe(other);
    expect((await post('queue/next')).body.case).toBeNull();
    const acts = [
      post(`cases/${paid}/lease`),
      post(`cases/${received}/verdict`, { verdict: 'release' }),
      post(`cases/${paid}/escalate`),
      post(`cases/${received}/information`, { text: 'Who?' }),
    ];
    for (const { status, body } of await Promise.all(acts))
      expect([status, body.code]).toEqual([409, 'conflict.own_account']);
    expect((await post('queue/next', {}, 'amir')).body.case.id).toBe(paid);
    await post(`cases/${received}/verdict`, { verdict: 'release' }, 'amir').expect(200);
  });

  it('judges cases that are alike in one go, each once and with its own label, four-eyes cases left out', async () => {
    const [payee, other] = [randomUUID(), randomUUID()];
    const alike = { payee, reason: 'new_payee' };
    const ids = await seed([
      alike,
      alike,
      { ...alike, amount: 300_001 },
      alike,
      { payee, reason: 'night' },
      { payee: other, reason: 'new_payee' },
    ]);
    const [first, second, large, theirs, night, elsewhere] = ids;
    await post(`cases/${theirs}/lease`, {}, 'amir').expect(200);
    const { body: cluster } = await get(`cases/${first}/cluster`).expect(200);
    expect(idsOf(cluster)[0]).toBe(first);
    expect(idsOf(cluster).sort()).toEqual([first, second, large, theirs].sort());
    expect(cluster.items.filter(({ needsTwo }: { needsTwo: boolean }) => needsTwo)).toMatchObject([
      { id: large },
    ]);

    const sent = { caseIds: ids, verdict: { verdict: 'release', dwellMs: 700 } };
    const key = randomUUID();
    const send = (body: object) => post(`cases/${first}/cluster/verdict`, body).set('idempotency-key', key);
    const codesOf = (items: { id: string; code: string }[]) =>
      new Map(items.map(({ id, code }) => [id, code]));
    const { body } = await send(sent).expect(200);
    expect(idsOf({ items: body.judged }).sort()).toEqual([first, second].sort());
    expect(codesOf(body.leftOut)).toEqual(
      new Map([
        [large, 'conflict.second_person'],
        [theirs, 'conflict.case_claimed'],
        [night, 'conflict.not_alike'],
        [elsewhere, 'conflict.not_alike'],
      ]),
    );
    expect((await send(sent)).body.judged).toEqual(body.judged);
    const [open] = await bank.sql<{ n: string }>(
      `SELECT count(*) AS n FROM review.cases WHERE status = 'open'`,
    );
    expect(open?.n).toBe('4');
    expect((await post(`cases/${large}/cluster/verdict`, sent)).body.code).toBe(
      'request.idempotency_key_missing',
    );

    const payments = await bank.sql<{ id: string }>(
      `SELECT payment_id AS id FROM review.cases WHERE status = 'released' AND dwell_ms = 700 AND reviewer = 'ana'`,
    );
    expect(payments.length).toBe(2);
    await eventually('each has its label', async () => {
      const [row] = await bank.sql<{ n: string }>(
        'SELECT count(*) AS n FROM scoring.labels WHERE payment_id = ANY($1) AND NOT is_fraud',
        [payments.map(({ id }) => id)],
      );
      return row?.n === '2';
    });
  });

  it('finds cases by their tags, of the list or free, and keeps views of the queue for one or for all', async () => {
    const [one, two] = await seed([{ amount: 5000 }, {}]);
    const tag = (id: string | undefined, word: string) => post(`cases/${id}/tags`, { tag: word });
    await tag(one, 'romance').expect(200);
    await tag(one, 'romance').expect(200);
    expect((await tag(one, 'own word')).body.tags).toEqual(['romance', 'own word']);
    expect((await tag(two, 'own word')).body.tags).toEqual(['own word']);
    expect((await get('queue/tags')).body.items).toEqual(
      expect.arrayContaining(['romance', 'mule', 'own word']),
    );
    expect(idsOf((await get('queue?tag=romance')).body)).toEqual([one]);
    const away = await analysts.delete(`cases/${one}/tags/own%20word`).expect(200);
    expect(away.body.tags).toEqual(['romance']);
    expect(idsOf((await get('queue?tag=own%20word')).body)).toEqual([two]);
    for (const word of ['Romance', '<b>', ' x', '']) expect((await tag(one, word)).status).toBe(400);
    for (let count = 1; count < 20; count += 1) await tag(one, `tag ${count}`).expect(200);
    expect((await tag(one, 'one too many')).body.errors[0].pointer).toBe('/tag');

    const view = { name: 'large ones', isShared: true, query: { sort: 'loss', amountMin: 4000 } };
    const { body: saved } = await post('views', view).expect(200);
    await post('views', { name: 'mine', query: { tag: 'romance' } }).expect(200);
    const namesFor = async (who: string) =>
      (await get('views', who)).body.items.map(({ name }: { name: string }) => name);
    expect([await namesFor('ana'), await namesFor('amir')]).toEqual([['large ones', 'mine'], ['large ones']]);
    expect((await post('views', { ...view, isShared: false })).body.id).toBe(saved.id);
    expect(await namesFor('amir')).toEqual([]);
    expect((await analysts.delete(`views/${saved.id}`, 'amir')).body.code).toBe('view.not_found');
    await analysts.delete(`views/${saved.id}`).expect(204);
    expect(await namesFor('ana')).toEqual(['mine']);
    expect((await post('views', { name: 'x', query: { cursor: 'y' } })).status).toBe(400);
  });

  it('keeps files with a case as they are, and refuses one that lies about its type', async () => {
    const [one, other] = await seed([{}, {}]);
    const pdf = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n');
    const file = { name: 'Rechnung „42“.pdf', type: 'application/pdf', content: pdf.toString('base64') };
    const { body: kept } = await post(`cases/${one}/files`, file).expect(200);
    expect((await post(`cases/${one}/files`, file)).body.id).toBe(kept.id);
    expect((await get(`cases/${one}/files`)).body.items).toMatchObject([
      { name: file.name, size: pdf.length, addedBy: 'ana' },
    ]);
    const { body, headers } = await get(`cases/${one}/files/${kept.id}`).buffer().expect(200);
    expect(Buffer.compare(body, pdf)).toBe(0);
    expect(headers['content-disposition']).toContain('attachment');
    expect(headers['x-content-type-options']).toBe('nosniff');
    await get(`cases/${other}/files/${kept.id}`).expect(404);

    const lie = { ...file, content: Buffer.from('<script>').toString('base64') };
    const refused = [
      lie,
      { ...file, content: 'no base64!' },
      { ...file, type: 'text/html' },
      { ...file, content: 'A'.repeat(2_796_208) },
    ];
    for (const sent of refused) {
      const { status, body: problem } = await post(`cases/${one}/files`, sent);
      expect([status, problem.code]).toEqual([400, 'request.invalid']);
    }
  });

  it('asks no payer when the answer would come too late, or in words of nobody', async () => {
    const [near, far] = await seed([{ deadline: new Date(Date.now() + 7_190_000).toISOString() }, {}]);
    const late = await post(`cases/${near}/information`, { question: 'started_it' });
    expect([late.status, late.body.code]).toEqual([409, 'conflict.no_time_to_ask']);
    for (const inquiry of [{}, { question: 'mood' }]) {
      const { status, body } = await post(`cases/${far}/information`, inquiry);
      expect([status, body.errors[0].pointer]).toEqual([400, '/question']);
    }
    await post('queue/next', {}, 'amir').expect(200);
    await post('queue/next', {}, 'amir').expect(200);
    expect((await post(`cases/${far}/information`, { text: 'Who?' })).body.code).toBe(
      'conflict.case_claimed',
    );
  });

  it('asks a payer, who answers once, and has the case back with the answer at once', async () => {
    const { caseId, paymentId } = await analysts.heldCase(app);
    const payersEvents = await new EventStream(bank.gateway, () => app.signedIn).open();
    const queue = new QueueStream(bank.review, bearer(bank.tokens.for('ana', ['analyst'])));
    const answerPath = `/v1/payments/${paymentId}/information`;
    try {
      expect((await app.post(answerPath, { answer: 'Yes.' })).body.code).toBe('payment.nothing_asked');
      const known = (await get('queue/questions')).body.items;
      const inquiry = { question: 'started_it', text: 'Take your time.' };
      const asked = await post(`cases/${caseId}/information`, inquiry).expect(200);
      expect(Date.parse(asked.body.waitingUntil)).toBeGreaterThan(Date.now() + 23 * 3_600_000);
      await queue.until({ open: 1, free: 0, waiting: 1 });
      expect(idsOf((await get('queue')).body)).toEqual([]);
      expect(idsOf((await get('queue?waiting=true')).body)).toEqual([caseId]);
      expect((await post('queue/next', {}, 'amir')).body.case).toBeNull();
      const again = await post(`cases/${caseId}/information`, { text: 'And?' }, 'amir');
      expect([again.status, again.body.code]).toEqual([409, 'conflict.payer_asked']);

      const question = await eventually('the payer sees the question', async () => {
        const { body } = await app.get(`/v1/payments/${paymentId}/hold`);
        return body.question !== null && body;
      });
      expect(question.question).toMatchObject({ text: `${known[0].text} Take your time.`, status: 'open' });
      expect(question.actions[0]).toEqual({ action: 'answer', method: 'POST', path: answerPath });
      await eventually('the payer hears of it', () =>
        Promise.resolve(payersEvents.heard.at(-1)?.type === 'payment.information_requested'),
      );
      expect(payersEvents.heard.at(-1)?.payment).toMatchObject({ id: paymentId, status: 'held' });

      const mallory = await new App(bank, 'mallory').post(answerPath, { answer: 'Yes.' });
      expect([mallory.status, mallory.body.code]).toEqual([404, 'payment.not_found']);
      const answers = await Promise.all(
        ['Yes, I did.', 'No!'].map((answer) => app.post(answerPath, { answer })),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
      expect(answers.find(({ status }) => status === 409)?.body.code).toBe('conflict.question_answered');
      await queue.until({ open: 1, free: 1, waiting: 0 });
      const given = answers[0]?.status === 200 ? 'Yes, I did.' : 'No!';
      const { body } = await get(`cases/${caseId}/information`);
      expect(body.items).toMatchObject([{ code: 'started_it', askedBy: 'ana', answer: given }]);
      expect((await post('queue/next', {}, 'amir')).body.case.id).toBe(caseId);
    } finally {
      payersEvents.close();
      queue.close();
    }
  }, 30_000);

  it('has a case back when its payer did not answer in time, and takes no answer then', async () => {
    const { caseId, paymentId } = await analysts.heldCase(app);
    await post(`cases/${caseId}/information`, { text: 'Who is this?' }).expect(200);
    await eventually('the gateway knows', async () => {
      const late = await bank.sql(
        `UPDATE payments.information_requests SET expires_at = now() WHERE payment_id = $1 RETURNING id`,
        [paymentId.slice(4)],
      );
      return late.length === 1;
    });
    await bank.sql('UPDATE review.cases SET waiting_until = now()');
    expect((await post('queue/next')).body.case.id).toBe(caseId);
    const answer = () => app.post(`/v1/payments/${paymentId}/information`, { answer: 'A friend.' });
    expect([(await answer()).status, (await answer()).body.code]).toEqual([409, 'conflict.question_expired']);
    expect((await app.get(`/v1/payments/${paymentId}/hold`)).body.question.status).toBe('expired');
    await post(`cases/${caseId}/verdict`, { verdict: 'release' }).expect(200);
    await eventually('it settles', async () => (await app.payment(paymentId)).body.status === 'settled');
    expect((await answer()).body.code).toBe('payment.not_held');
  }, 30_000);
});
