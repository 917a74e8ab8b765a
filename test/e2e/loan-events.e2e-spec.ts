import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type ApplicationReviewed, applicationReviewed } from '@paymo/contracts';
import { App } from '../support/app.js';
import { type Bank, eventually, openBank } from '../support/bank.js';
import { Borrower } from '../support/borrower.js';
import { publish } from '../support/messages.js';
import { EventStream } from '../../tools/faults/event-stream.js';
import { closeReview } from '../support/loan-reviews.js';
import { isSignedBy, WebhookReceiver } from '../support/webhook-receiver.js';

/** From the signature to the money on the account. */
const steps = ['loan.agreed', 'payment.settled', 'loan.payout_applied'];

describe('the events of a loan', () => {
  let bank: Bank;
  let receiver: WebhookReceiver;
  const streams: EventStream[] = [];

  beforeAll(async () => {
    bank = await openBank({
      services: ['gateway', 'scoring', 'loans'],
      environment: { WEBHOOKS_TO_PRIVATE_ADDRESSES: 'true' },
    });
    receiver = await new WebhookReceiver().open();
  }, 90_000);
  afterEach(() => {
    for (const stream of streams.splice(0)) stream.close();
  });
  afterAll(async () => {
    await bank.close();
    await receiver.close();
  }, 60_000);

  function listen(app: App, lastEventId?: string): Promise<EventStream> {
    const stream = new EventStream(bank.gateway, () => app.signedIn, lastEventId);
    streams.push(stream);
    return stream.open();
  }

  function heard(stream: EventStream, count: number): Promise<EventStream['heard']> {
    return eventually(`${count} events are heard`, () =>
      Promise.resolve(stream.heard.length >= count && stream.heard),
    );
  }

  it('come among those of payments to the borrower alone, and again from any place', async () => {
    const borrower = await Borrower.withIncome(bank);
    const [ada, eve] = [new App(bank, 'ada'), new App(bank, 'eve')];
    const [adas, eves] = [await listen(ada), await listen(eve)];
    const loan = await borrower.borrow();

    const all = [...(await heard(adas, steps.length))];
    expect(all.map(({ type }) => type).sort()).toEqual([...steps].sort());
    const agreed = all.find(({ type }) => type === 'loan.agreed');
    expect(agreed?.loan).toEqual({ id: loan, account: borrower.account, status: 'paying_out' });
    expect(all.find(({ type }) => type === 'loan.payout_applied')?.loan?.status).toBe('active');
    expect(all.findIndex(({ type }) => type === 'loan.agreed')).toBeLessThan(
      all.findIndex(({ type }) => type === 'loan.payout_applied'),
    );
    expect(eves.heard).toEqual([]);

    for (const [index, { id }] of all.entries()) {
      const resumed = await listen(ada, id);
      expect(await heard(resumed, all.length - index - 1)).toEqual(all.slice(index + 1));
    }
  });

  it('are told once each, though lending and gateway are killed meanwhile', async () => {
    const borrower = await Borrower.withIncome(bank);
    const { body: application } = await borrower.apply();
    const { body: loan } = await borrower.accept(application.offer);
    bank.services.loans.kill();
    bank.services.gateway.kill();
    await Promise.all([bank.services.loans.untilReady(), bank.services.gateway.untilReady()]);
    await borrower.untilLoan(loan.id, ({ status }) => status === 'active');
    const changes = await eventually('both changes are in the feed', async () => {
      const rows = await bank.sql<{ change: string }>(
        'SELECT change FROM payments.loan_events WHERE loan_id = $1 ORDER BY transaction, sequence',
        [String(loan.id).slice('loan_'.length)],
      );
      return rows.length >= 2 && rows.map(({ change }) => change);
    });
    expect(changes).toEqual(['agreed', 'payout_applied']);
  }, 60_000);

  it('are followed by what a person found who looked at an application, once each', async () => {
    const [referred, declined] = [await Borrower.unknown(bank), await Borrower.withIncome(bank, 52_000)];
    const { url } = receiver;
    const events = ['loan_application.declined', 'loan_application.upheld'];
    await new App(bank, 'ada').post('/v1/webhook-endpoints', { url: `${url}/findings`, events });
    const stream = await listen(new App(bank, 'ada'));
    const [one, two] = [(await referred.apply()).body, (await referred.apply({ months: 12 })).body];
    const { body: contested } = await declined.apply();
    expect(one.review).toEqual({ kind: 'referral', status: 'waiting', dueAt: '2026-06-18T12:00:00.000Z' });
    expect(contested.review).toBeNull();
    await closeReview(bank, two.id, 'decline');
    for (const statement of ['My income goes to another bank.', 'It does.']) {
      await declined.post(`/v1/loan-applications/${contested.id}/contests`, { statement });
      await closeReview(bank, contested.id, 'decline');
    }
    await closeReview(bank, one.id, 'approve');

    const heardOf = (await heard(stream, 4)).map(({ type, loanApplication }) => [type, loanApplication]);
    const told = (id: string, account: string, status: string) => [
      `loan_application.${status}`,
      { id, account, status },
    ];
    expect(heardOf).toEqual([
      told(two.id, referred.account, 'declined'),
      told(contested.id, declined.account, 'upheld'),
      told(contested.id, declined.account, 'upheld'),
      told(one.id, referred.account, 'approved'),
    ]);
    const [{ id } = { id: '' }] = await bank.sql<{ id: string }>(
      `SELECT id FROM loans.reviews WHERE status = 'approved'`,
    );
    const again: ApplicationReviewed = {
      reviewId: id,
      applicationId: one.id.slice('app_'.length),
      accountId: referred.account.slice('acc_'.length),
      finding: 'approved',
      atMs: Date.now(),
    };
    const next = { ...again, reviewId: randomUUID(), finding: 'overturned' as const };
    await publish(bank, applicationReviewed, [again, next]);
    expect((await heard(stream, 5)).at(-1)?.type).toBe('loan_application.overturned');

    expect((await declined.readApplication(contested.id)).review?.status).toBe('declined');
    const messages = await eventually('the messages come', () =>
      Promise.resolve(receiver.at('/findings').length >= 3 && receiver.at('/findings')),
    );
    const applications = messages.map(({ body }) => Object.values(body.data)[0]);
    expect(applications.sort()).toEqual([two.id, contested.id, contested.id].sort());
  });

  it('go to webhooks that ask for them, thin and signed', async () => {
    const borrower = await Borrower.withIncome(bank);
    const { body: endpoint } = await new App(bank, 'ada').post('/v1/webhook-endpoints', {
      url: `${receiver.url}/loans`,
      events: ['loan.payout_applied'],
    });
    const loan = await borrower.borrow();
    const [message] = await eventually('the message comes', () =>
      Promise.resolve(receiver.at('/loans').length > 0 && receiver.at('/loans')),
    );
    expect(message?.body).toMatchObject({ type: 'loan.payout_applied', data: { loanId: loan } });
    expect(Object.keys(message?.body.data ?? {})).toEqual(['loanId']);
    expect(isSignedBy(endpoint.secret, message!)).toBe(true);
    expect(receiver.at('/loans')).toHaveLength(1);
  });
});
