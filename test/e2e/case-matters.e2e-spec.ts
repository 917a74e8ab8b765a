import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { paymentSettled } from '@paymo/contracts';
import request from 'supertest';
import { Analysts, idsOf } from '../support/analysts.js';
import { App, money } from '../support/app.js';
import { type Bank, bearer, eventually } from '../support/bank.js';
import { type ConsoleBank, openConsoleBank, picture, seriousFaults } from '../support/console.js';
import { publish } from '../support/messages.js';

describe('cases that belong together', () => {
  let opened: ConsoleBank;
  let bank: Bank;
  let analysts: Analysts;
  let app: App;

  beforeAll(async () => {
    opened = await openConsoleBank({
      FOUR_EYES_ABOVE_MINOR: '600000',
      FOUR_EYES_RULES: 'sanctions, embargo',
      SECOND_LOOK_SHARE: '1',
      VERDICT_UNDO_SECONDS: '2',
    });
    bank = opened.bank;
    analysts = new Analysts(bank);
    app = new App(bank);
  }, 90_000);
  afterAll(() => opened.close(), 60_000);
  beforeEach(() => bank.sql('TRUNCATE review.cases CASCADE'));

  const post: Analysts['post'] = (...sent) => analysts.post(...sent);
  const get: Analysts['get'] = (...sent) => analysts.get(...sent);

  async function statusesOf(ids: readonly (string | undefined)[]): Promise<(string | undefined)[]> {
    const rows = await bank.sql<{ id: string; status: string }>('SELECT id, status FROM review.cases');
    const byId = new Map(rows.map(({ id, status }) => [`case_${id}`, status]));
    return ids.map((id) => byId.get(id ?? ''));
  }

  it('links cases over accounts, devices and addresses, two steps far', async () => {
    const [payer, payee, mule] = [randomUUID(), randomUUID(), randomUUID()];
    const [shown, samePayee, sameDevice, behindIt] = await analysts.seed([
      { payer, payee, device: 'phone-1', address: '192.0.2.7' },
      { payee, address: '192.0.2.8' },
      { payer: mule, device: 'phone-1' },
      { payee: mule },
      { device: 'phone-2' },
      { address: '192.0.2.9' },
    ]);
    const { body } = await get(`cases/${shown}/links`).expect(200);
    const stepsOf = new Map(body.items.map(({ id, steps }: { id: string; steps: number }) => [id, steps]));
    expect(stepsOf).toEqual(
      new Map([
        [shown, 0],
        [sameDevice, 1],
        [samePayee, 1],
        [behindIt, 2],
      ]),
    );
    expect(body.items[0]).toMatchObject({ device: 'phone-1', address: '192.0.2.7', payee: `acc_${payee}` });
    expect(body.isCut).toBe(false);
  });

  it('learns of a hold where it was sent from', async () => {
    const [from, to] = [await app.openAccount(250_000), await app.openAccount(0)];
    const body = { payer: from, payee: to, amount: money(250_000), type: 'transfer', deviceId: 'phone-7' };
    await app.pay(body, { 'paymo-client-address': '192.0.2.44' });
    const found = await eventually('the hold opens a case', async () => {
      const [row] = await bank.sql<{ device_id: string; ip_address: string }>(
        'SELECT device_id, ip_address FROM review.cases WHERE payer_id = $1',
        [from.slice(4)],
      );
      return row;
    });
    expect(found).toEqual({ device_id: 'phone-7', ip_address: '192.0.2.44' });
  });

  it('judges merged cases by one verdict, each with its own money and label, and undoes it as one', async () => {
    const first = await analysts.heldCase(app);
    const second = await analysts.heldCase(app, 260_000);
    await bank.sql(`UPDATE review.cases SET payee_id = $1`, [randomUUID()]);
    const { body: merged } = await post(`cases/${second.caseId}/parts/${first.caseId}`).expect(200);
    const lead = merged.id as string;
    const part = lead === first.caseId ? second.caseId : first.caseId;
    expect(idsOf((await get('queue')).body)).toEqual([lead]);
    expect(idsOf((await get(`cases/${lead}/parts`)).body)).toEqual([part]);
    expect((await get('queue/counts')).body).toMatchObject({ open: 1, mine: 1 });
    expect((await post(`cases/${part}/verdict`, { verdict: 'release' })).body.code).toBe(
      'conflict.case_merged',
    );
    await post(`cases/${lead}/verdict`, { verdict: 'reject', reason: 'scam' }).expect(200);
    expect(await statusesOf([lead, part])).toEqual(['rejected', 'rejected']);
    await post(`cases/${lead}/undo`).expect(200);
    expect(await statusesOf([lead, part])).toEqual(['open', 'open']);
    expect(idsOf((await get('queue')).body)).toEqual([lead]);

    await post(`cases/${lead}/verdict`, { verdict: 'release' }).expect(200);
    for (const { paymentId } of [first, second])
      await eventually('it settles', async () => (await app.payment(paymentId)).body.status === 'settled');
    await eventually('each has its label', async () => {
      const ids = [first, second].map(({ paymentId }) => paymentId.slice(4));
      const rows = await bank.sql(
        'SELECT 1 FROM scoring.labels WHERE payment_id = ANY($1) AND NOT is_fraud',
        [ids],
      );
      return rows.length === 2;
    });
  }, 30_000);

  it('undoes what is left of a case when one of its payments has ended meanwhile', async () => {
    const payee = randomUUID();
    for (const which of ['lead', 'part'] as const) {
      const [one, other] = await analysts.seed([
        { payee, deadline: '2030-01-01' },
        { payee, deadline: '2030-01-02' },
      ]);
      await post(`cases/${one}/parts/${other}`).expect(200);
      await post(`cases/${one}/verdict`, { verdict: 'reject', reason: 'scam' }).expect(200);
      const [ended, left] = which === 'lead' ? [one, other] : [other, one];
      await bank.sql(
        'INSERT INTO review.expired_payments SELECT payment_id FROM review.cases WHERE id = $1',
        [ended?.slice(5)],
      );
      expect((await post(`cases/${one}/undo`).expect(200)).body).toMatchObject({
        id: left,
        mergedInto: null,
      });
      expect(await statusesOf([ended, left])).toEqual(['expired', 'open']);
      expect(await bank.sql('SELECT 1 FROM review.due_verdicts')).toEqual([]);
      expect((await post(`cases/${one}/undo`)).body.code).toBe('conflict.verdict_final');
    }
  });

  it('leaves no payment behind when a verdict and a merge are sent at once', async () => {
    for (let round = 0; round < 10; round += 1) {
      const payee = randomUUID();
      const [one, other] = await analysts.seed([
        { payee, deadline: '2030-01-01' },
        { payee, deadline: '2030-01-02' },
      ]);
      const [merged, judged] = await Promise.all([
        post(`cases/${one}/parts/${other}`),
        post(`cases/${one}/verdict`, { verdict: 'release' }),
      ]);
      expect(judged.status).toBe(200);
      expect(await statusesOf([one, other])).toEqual([
        'released',
        merged.status === 200 ? 'released' : 'open',
      ]);
    }
  });

  it('lets nobody lift the four eyes over a proposed case by taking payments out of it', async () => {
    const payee = randomUUID();
    const [one, other] = await analysts.seed([
      { payee, amount: 400_000, deadline: '2030-01-01' },
      { payee, amount: 400_000, deadline: '2030-01-02' },
    ]);
    await post(`cases/${one}/parts/${other}`).expect(200);
    await post(`cases/${one}/verdict`, { verdict: 'release' }).expect(200);
    const parted = await analysts.delete(`cases/${one}/parts/${other}`);
    expect([parted.status, parted.body.code]).toEqual([409, 'conflict.not_mergeable']);
  });

  it('keeps merged cases out of what is alike, and out of the next case of somebody whom they are about', async () => {
    const [payee, owned] = [randomUUID(), randomUUID()];
    await bank.sql(`INSERT INTO review.account_owners (account_id, owner) VALUES ($1, 'ana')`, [owned]);
    const alike = { payee, reason: 'new_payee' };
    const [shown, lead, part] = await analysts.seed([
      alike,
      { ...alike, deadline: '2029-01-01' },
      { payee, payer: owned, reason: 'night' },
    ]);
    await post(`cases/${lead}/parts/${part}`, {}, 'amir').expect(200);
    await post(`cases/${lead}/free`, {}, 'amir').expect(200);
    expect(idsOf((await get(`cases/${shown}/cluster`)).body)).toEqual([shown]);
    expect((await post('queue/next')).body.case.id).toBe(shown);
    expect((await post('queue/next')).body.case).toBeNull();
    expect((await post('queue/next', {}, 'amir')).body.case.id).toBe(lead);
  });

  it('keeps the earlier deadline in the queue, and parts again what was merged', async () => {
    const payee = randomUUID();
    const [late, soon, later] = await analysts.seed([
      { payee, deadline: '2030-01-03' },
      { payee, deadline: '2030-01-01' },
      { payee, deadline: '2030-01-02' },
    ]);
    expect((await post(`cases/${late}/parts/${later}`)).body.id).toBe(later);
    expect((await post(`cases/${later}/parts/${soon}`)).body.id).toBe(soon);
    expect(idsOf((await get(`cases/${soon}/parts`)).body)).toEqual([later, late]);
    await post(`cases/${later}/notes`, { text: 'The payee called.' }).expect(201);
    expect((await get(`cases/${soon}/notes`)).body.items).toMatchObject([{ text: 'The payee called.' }]);
    const { body: parted } = await analysts.delete(`cases/${soon}/parts/${late}`).expect(200);
    expect(parted.mergedInto).toBeNull();
    expect((await analysts.delete(`cases/${soon}/parts/${late}`)).status).toBe(404);
    expect(idsOf((await get('queue')).body)).toEqual([soon, late]);
  });

  it('refuses to merge strangers, what others hold, and what waits for somebody', async () => {
    const payee = randomUUID();
    const [one, held, proposed, stranger] = await analysts.seed([
      { payee },
      { payee },
      { payee, amount: 600_001 },
      {},
    ]);
    await post(`cases/${held}/lease`, {}, 'amir').expect(200);
    await post(`cases/${proposed}/verdict`, { verdict: 'release' }, 'amir').expect(200);
    const codeOf = async (caseId: string | undefined): Promise<unknown> =>
      (await post(`cases/${one}/parts/${caseId}`)).body.code;
    expect(await codeOf(stranger)).toBe('conflict.not_mergeable');
    expect(await codeOf(one)).toBe('conflict.not_mergeable');
    expect(await codeOf(proposed)).toBe('conflict.not_mergeable');
    expect(await codeOf(held)).toBe('conflict.case_claimed');
  });

  it('needs two for a release when all payments of a case together are large', async () => {
    const payee = randomUUID();
    const [one, other] = await analysts.seed([
      { payee, amount: 400_000 },
      { payee, amount: 400_000 },
    ]);
    const { body: lead } = await post(`cases/${one}/parts/${other}`).expect(200);
    await post(`cases/${lead.id}/verdict`, { verdict: 'release' }).expect(200);
    expect(await statusesOf([one, other])).toEqual(['open', 'open']);
    await post(`cases/${lead.id}/verdict`, { verdict: 'release' }, 'amir').expect(200);
    expect(await statusesOf([one, other])).toEqual(['released', 'released']);
  });

  it('needs two to override a rule that one may not, however small the payment', async () => {
    const [listed, alike, other] = await analysts.seed([
      { rule: 'sanctions', payee: randomUUID() },
      { rule: 'sanctions' },
      { rule: 'velocity' },
    ]);
    const { body: cluster } = await get(`cases/${alike}/cluster`).expect(200);
    expect(cluster.items).toMatchObject([{ id: alike, needsTwo: true }]);
    for (const id of [listed, other]) await post(`cases/${id}/verdict`, { verdict: 'release' }).expect(200);
    expect(await statusesOf([listed, other])).toEqual(['open', 'released']);
    await post(`cases/${listed}/verdict`, { verdict: 'release' }, 'amir').expect(200);
    expect(await statusesOf([listed])).toEqual(['released']);
  });

  it('gives back to the queue what was merged into a case whose payment ended', async () => {
    const payee = randomUUID();
    const [one, other] = await analysts.seed([{ payee }, { payee }]);
    const { body: lead } = await post(`cases/${one}/parts/${other}`).expect(200);
    const part = lead.id === one ? other : one;
    await publish(bank, paymentSettled, [
      {
        paymentId: lead.paymentId.slice(4),
        payerId: lead.payer.slice(4),
        payeeId: payee,
        amount: money(1000),
        type: 'transfer',
        status: 'cancelled',
        occurredAtMs: Date.now(),
        settledAtMs: Date.now(),
      },
    ]);
    await eventually('the part is alone', async () => {
      const ids = idsOf((await get('queue')).body);
      return ids.length === 1 && ids[0] === part;
    });
  });

  it('has verdicts looked at again by others who do not know them, and tells how far they agree', async () => {
    const [one, two] = await analysts.seed([{ score: 0.9 }, { score: 0.1 }]);
    await post(`cases/${one}/verdict`, { verdict: 'reject', reason: 'scam', note: 'He said so.' }).expect(
      200,
    );
    await post(`cases/${two}/verdict`, { verdict: 'release' }).expect(200);
    await bank.sql(`UPDATE review.cases SET closed_at = closed_at - interval '1 hour' WHERE id = $1`, [
      one?.slice(5),
    ]);
    expect((await post('second-looks/next')).body.case).toBeNull();
    const { body } = await post('second-looks/next', {}, 'amir').expect(200);
    expect(body.case).toMatchObject({ id: one, status: 'open', score: null, reviewer: null, note: null });
    expect(JSON.stringify(body)).not.toMatch(/scam|He said/);
    expect((await post(`second-looks/${one}`, { verdict: 'release' }, 'sam')).status).toBe(409);
    const looked = await post(`second-looks/${one}`, { verdict: 'release', dwellMs: 5 }, 'amir').expect(200);
    expect(looked.body).toMatchObject({ status: 'rejected', reviewer: 'ana', reason: 'scam' });
    expect((await post(`second-looks/${one}`, { verdict: 'reject' }, 'amir')).status).toBe(409);
    await eventually('the other can no longer be undone', async () => {
      const next = await post('second-looks/next', {}, 'amir');
      return next.body.case?.id === two;
    });
    await post(`second-looks/${two}`, { verdict: 'release' }, 'amir').expect(200);
    const { body: statistics } = await request(bank.review)
      .get('/review/statistics/second-looks')
      .set(bearer(bank.tokens.for('ana', ['analyst'])));
    expect(statistics.all).toEqual({
      bothFraud: 0,
      firstOnly: 1,
      secondOnly: 0,
      bothHonest: 1,
      kappa: 0,
    });
  });

  it('shows links as a graph and makes two cases one by keys, in the console', async () => {
    const [payer, payee, mule] = [randomUUID(), randomUUID(), randomUUID()];
    const shared = { device: 'phone-1', address: '192.0.2.7' };
    const [, , fraud] = await analysts.seed([
      { payer, payee, amount: 150_000, deadline: '2030-01-01', ...shared },
      { payee: mule, amount: 90_000, deadline: '2030-01-02', ...shared },
      { payer: mule, payee, amount: 70_000 },
      { payee, amount: 60_000, deadline: '2030-01-03' },
    ]);
    await bank.sql(`UPDATE review.cases SET status = 'rejected', closed_at = now() WHERE id = $1`, [
      fraud?.slice(5),
    ]);
    const page = await opened.signIn('Ana, a fraud analyst');
    const amountIs = (text: string) => page.getByTestId('amount').getByText(text, { exact: true }).waitFor();
    await amountIs('£1,500.00');
    await page.keyboard.press('g');
    await page
      .getByRole('img', { name: /accounts, devices and addresses/ })
      .locator('svg')
      .waitFor();
    const table = page.getByRole('table', { name: /^Shared by held payments/ });
    expect(await table.innerText()).toMatch(/device\s+…phone-1\s+2\s+0/);
    await picture(page, 'review-links');
    expect(await seriousFaults(page)).toEqual([]);

    await page.keyboard.press('m');
    await page.getByRole('group', { name: 'One case with' }).waitFor();
    await picture(page, 'review-merge');
    await page.keyboard.press('2');
    const parts = page.getByTestId('parts');
    await parts.waitFor();
    expect(await parts.textContent()).toMatch(/One case of 2 payments, £(2,100|2,400)\.00 in all/);
    await picture(page, 'review-merged');
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Take out' }).click();
    await parts.waitFor({ state: 'detached' });
    const list = page.getByRole('navigation', { name: 'Queue' }).getByRole('listitem');
    await eventually('all three are listed', async () => (await list.count()) === 3);

    const lists = `${bank.scoring}/admin/lists/mules`;
    const lead = bearer(bank.tokens.for('sam', ['senior-analyst']));
    const csv = { csv: 'value\nacc_1\n', source: 'police', apply: true };
    await request(lists).post('/imports').set(lead).send(csv).expect(200);
    await page.keyboard.press('l');
    await page.getByRole('group', { name: 'Put the payee on the list' }).waitFor();
    await page.keyboard.press('1');
    await page.getByText('The payee is on the list mules for 180 days.').waitFor();
    const { body: listed } = await request(lists).get('/entries').set(lead).expect(200);
    expect(listed.items).toContainEqual(
      expect.objectContaining({
        value: payee,
        addedBy: 'ana',
        source: expect.stringMatching(/^case_/),
      }),
    );

    await page.getByRole('tab', { name: 'Notes' }).click();
    await page.locator('input[type=file]').setInputFiles({
      name: 'letter.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('<b>Dear bank</b>'),
    });
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'letter.txt' }).click();
    expect((await saved).suggestedFilename()).toBe('letter.txt');
    await page.locator('input[type=file]').setInputFiles({
      name: 'picture.png',
      mimeType: 'image/png',
      buffer: Buffer.from('no picture'),
    });
    await page.getByText('is text/plain by its bytes, not image/png').waitFor();
    await picture(page, 'review-files');
    expect(await seriousFaults(page)).toEqual([]);
    await page.context().close();
  }, 60_000);

  it('has second looks given by keys, in the console, and shows leads how far analysts agree', async () => {
    const [one] = await analysts.seed([{ amount: 123_400, reason: 'new_payee' }]);
    await post(`cases/${one}/verdict`, { verdict: 'reject', reason: 'scam' }, 'amir').expect(200);
    await bank.sql(`UPDATE review.cases SET closed_at = closed_at - interval '1 hour'`);
    const looks = { page: '/second-looks', heading: 'Paymo second looks' };
    const page = await opened.signIn('Ana, a fraud analyst', looks);
    await page.getByTestId('amount').getByText('£1,234.00').waitFor();
    expect(await page.getByText('scam').count()).toBe(0);
    await picture(page, 'second-looks');
    expect(await seriousFaults(page)).toEqual([]);
    await page.keyboard.press('d');
    await page.keyboard.press('2');
    await page.getByText('was rejected by amir because of scam.').waitFor();
    await page.getByText('No verdict waits for a second look.').waitFor();
    await page.getByRole('link', { name: 'Dashboards' }).click();
    const table = page.getByRole('table', { name: /^Agreement of analysts with each other/ });
    await table.waitFor();
    expect(await table.innerText()).toMatch(/all\s+1\s+0\s+0\s+0/);
    expect(await seriousFaults(page)).toEqual([]);
    await page.context().close();
  }, 60_000);
});
