import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { type LedgerTransferRequested, ledgerTransferRequested } from '@paymo/contracts';
import { App, money } from '../support/app.js';
import { type Bank, bearer, eventually, openBank } from '../support/bank.js';
import { Borrower } from '../support/borrower.js';
import { publish } from '../support/messages.js';

const heldMinor = 70_000;

interface Payout {
  readonly id: string;
  readonly loan_id: string;
  readonly account_id: string;
  readonly amount_minor: string;
}

describe('the pay-out of a loan', () => {
  let bank: Bank;

  beforeAll(async () => {
    bank = await openBank({ services: ['gateway', 'scoring', 'review', 'loans'] });
    await holdLargePayouts(bank);
  }, 90_000);
  afterAll(() => bank.close());
  afterEach(async () => {
    expect((await bank.verifyLedger()).faults).toEqual([]);
  });

  async function payoutOf(loanId: string): Promise<Payout> {
    const rows = await bank.sql<Payout>(
      `SELECT id, loan_id, account_id, amount_minor FROM loans.loan_transfers WHERE kind = 'payout' AND loan_id = $1`,
      [loanId.slice('loan_'.length)],
    );
    return rows[0]!;
  }

  async function statusOf({ id }: Payout): Promise<string | undefined> {
    const rows = await bank.sql<{ status: string }>('SELECT status FROM payments.payments WHERE id = $1', [
      id,
    ]);
    return rows[0]?.status;
  }

  /** A loan that was signed, and whose pay-out waits for an analyst. */
  async function signHeld(borrower: Borrower): Promise<{ loan: string; payout: Payout }> {
    const { body } = await borrower.apply({ amount: money(heldMinor) });
    const { body: loan } = await borrower.accept(body.offer);
    const payout = await payoutOf(loan.id);
    await eventually('the pay-out is held', async () => (await statusOf(payout)) === 'held');
    return { loan: loan.id, payout };
  }

  async function judge({ id }: Payout, verdict: 'release' | 'reject'): Promise<void> {
    const found = await eventually('the hold opens a case', async () => {
      const { body } = await request(bank.review)
        .get('/review/cases?limit=100')
        .set(bearer(bank.tokens.staff('ana')));
      return body.items.find((each: { paymentId: string }) => each.paymentId === `pay_${id}`);
    });
    await request(bank.review)
      .post(`/review/cases/${found.id}/verdict`)
      .set(bearer(bank.tokens.for('ana', ['analyst'])))
      .send({ verdict, reason: verdict === 'reject' ? 'scam' : undefined, note: 'Called them.' })
      .expect(200);
  }

  it('is a payment that scoring decided, which the customer sees and cannot refund', async () => {
    const borrower = await Borrower.withIncome(bank);
    const payout = await payoutOf(await borrower.borrow());
    const [decision] = await bank.sql<{ outcome: string; payment: { type: string } }>(
      'SELECT outcome, payment FROM scoring.decisions WHERE payment_id = $1',
      [payout.id],
    );
    expect(decision).toMatchObject({ outcome: 'approve', payment: { type: 'payout' } });

    const app = new App(bank);
    const { body: payment } = await app.payment(`pay_${payout.id}`);
    expect(payment).toMatchObject({ status: 'settled', type: 'payout', amount: money(60_000) });
    const refund = await app.post(`/v1/payments/${payment.id}/refunds`, {}, { 'idempotency-key': 'back' });
    expect(refund.body).toMatchObject({
      status: 422,
      type: expect.stringContaining('payment.not_refundable'),
    });
  });

  it('is no income', async () => {
    const borrower = await Borrower.withIncome(bank);
    await borrower.borrow();
    const rows = await bank.sql('SELECT FROM loans.account_months WHERE account_id = $1', [
      borrower.account.slice('acc_'.length),
    ]);
    expect(rows).toHaveLength(3);
  });

  it('that is held moves nothing until an analyst releases it', async () => {
    const borrower = await Borrower.withIncome(bank);
    const before = await borrower.balance();
    const { loan, payout } = await signHeld(borrower);
    expect(await borrower.loan(loan)).toMatchObject({ status: 'paying_out' });
    expect(await borrower.balance()).toBe(before);

    await judge(payout, 'release');
    await borrower.untilLoan(loan, ({ status }) => status === 'active');
    expect(await borrower.balance()).toBe(before + heldMinor);
  });

  it('that is rejected ends the loan before it began', async () => {
    const borrower = await Borrower.withIncome(bank);
    const before = await borrower.balance();
    const { loan, payout } = await signHeld(borrower);
    await judge(payout, 'reject');
    const cancelled = await borrower.untilLoan(loan, ({ status }) => status === 'cancelled');
    expect(cancelled).toMatchObject({ ending: 'payout_refused', principalOwed: money(0) });
    expect(await borrower.balance()).toBe(before);
  });

  it('that is asked for again, undecided or settled, moves money once', async () => {
    const borrower = await Borrower.withIncome(bank);
    const before = await borrower.balance();
    const { loan, payout } = await signHeld(borrower);
    const again = requestOf(payout);
    await publish(bank, ledgerTransferRequested, [again, again]);
    await judge(payout, 'release');
    await borrower.untilLoan(loan, ({ status }) => status === 'active');
    await publish(bank, ledgerTransferRequested, [again]);
    await untilConsumed(bank);
    expect(await borrower.balance()).toBe(before + heldMinor);
    expect((await borrower.statement(loan)).transfers).toHaveLength(1);
  });

  it('survives kill -9 of whoever asks, reserves and decides', async () => {
    const borrower = await Borrower.withIncome(bank);
    const before = await borrower.balance();
    const { body } = await borrower.apply();
    bank.services.scoring.kill();
    const { body: loan } = await borrower.accept(body.offer);
    bank.services.loans.kill();
    bank.services.gateway.kill();
    await Promise.all([bank.services.loans.untilReady(), bank.services.gateway.untilReady()]);
    const payout = await payoutOf(loan.id);
    await eventually('the money is reserved', async () => (await statusOf(payout)) !== undefined);
    bank.services.gateway.kill();
    await Promise.all([bank.services.scoring.untilReady(), bank.services.gateway.untilReady()]);
    await borrower.untilLoan(loan.id, ({ status }) => status === 'active');
    expect(await borrower.balance()).toBe(before + 60_000);
  }, 90_000);
});

function requestOf({ id, loan_id, account_id, amount_minor }: Payout): LedgerTransferRequested {
  return {
    transferId: id,
    accountId: account_id,
    direction: 'to-customer',
    amount: money(Number(amount_minor)),
    takesPart: false,
    subjectId: loan_id,
    purpose: 'loan-payout',
    requestedAtMs: Date.now(),
  };
}

/** Waits until the gateway has handled all that was asked of it. */
async function untilConsumed(bank: Bank): Promise<void> {
  const admin = bank.kafka.admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets(`${bank.prefix}${ledgerTransferRequested.topic}`);
  await admin.disconnect();
  const asked = ends.reduce((sum, { high }) => sum + Number(high), 0);
  await eventually('all requests were handled', async () => {
    const [row] = await bank.sql<{ handled: string }>(
      `SELECT sum(next_offset) AS handled FROM payments.consumer_offsets WHERE topic LIKE '%transfer-requested'`,
    );
    return Number(row?.handled) >= asked;
  });
}

async function holdLargePayouts(bank: Bank): Promise<void> {
  const post = async (path: string, name: string, body: object = {}): Promise<void> => {
    await request(bank.scoring)
      .post(`/admin/${path}`)
      .set(bearer(bank.tokens.staff(name)))
      .send(body)
      .expect((response) => {
        if (response.status >= 300) throw new Error(response.text);
      });
  };
  const expression = `type == "payout" && amount >= ${heldMinor}`;
  const words = { reason: 'large_payout', sentence: 'Much is paid out at once.' };
  await post('rules', 'ada', { id: 'large-payout', outcome: 'hold', expression, ...words });
  for (const move of ['review', 'shadow', 'live']) await post(`rules/large-payout/${move}`, 'ben');
  const [row] = await bank.sql<{ version: string }>('SELECT version FROM scoring.serving');
  await eventually('the rule is in force', async () => {
    const { body } = await request(bank.scoring)
      .get('/admin/models')
      .set(bearer(bank.tokens.staff('ana')));
    return body.servingVersion === Number(row?.version);
  });
}
