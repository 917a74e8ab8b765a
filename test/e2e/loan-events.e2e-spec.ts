import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { App } from '../support/app.js';
import { type Bank, eventually, openBank } from '../support/bank.js';
import { Borrower } from '../support/borrower.js';
import { EventStream } from '../../tools/faults/event-stream.js';
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
