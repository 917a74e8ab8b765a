import { Injectable } from '@nestjs/common';
import { continueTrace, Database, newId, PaymoError, problemOf, scopedKey } from '@paymo/platform';
import { tellCustomers } from '../news/customer-news.js';
import type { Submission } from '../payments/accept-payments.js';
import { fingerprint } from '../payments/idempotency.js';
import { noEvidence } from '../payments/payment-request.js';
import { PaymentsService } from '../payments/payments.service.js';
import { occurrence } from './occurrences.js';
import * as sql from './standing-order-statements.js';

const ordersMax = 200;
const failuresMax = 3;

/** Where an order stands after the payment that was due. */
interface Advance {
  readonly order: sql.StandingOrderRow;
  readonly failures: number;
  readonly nextOn: string;
  readonly status: 'active' | 'paused' | 'ended';
}

/**
 * Asks for the payments of standing orders when they are due: each is a payment as if its customer had asked for it, so
 * that limits, signatures and decisions bind it. Its idempotency key is made of order and day: whatever dies, it is
 * paid once.
 */
@Injectable()
export class PayStandingOrders {
  constructor(
    private readonly database: Database,
    private readonly payments: PaymentsService,
  ) {}

  /** An order that was due several times meanwhile is paid as often. */
  async payDue(today: string): Promise<void> {
    for (;;) {
      const values = [today, ordersMax];
      const orders = await this.database.query<sql.StandingOrderRow>(sql.dueStandingOrders, values);
      if (orders.length === 0) return;
      await this.advance(await Promise.all(orders.map((order) => this.pay(order))));
    }
  }

  /** @throws Error when the payment cannot be asked for now: the job then begins anew */
  private async pay(order: sql.StandingOrderRow): Promise<Advance> {
    const submission = toSubmission(order);
    try {
      const { answer } = await this.payments.submit(submission, 0);
      return advanceOf(order, answer.status < 400);
    } catch (error) {
      if (!(error instanceof PaymoError) || problemOf(error, submission.requestId).retryable) throw error;
      return advanceOf(order, false);
    }
  }

  private async advance(advances: readonly Advance[]): Promise<void> {
    await this.database.transaction(async (transaction) => {
      const rows = await transaction.query<Pick<sql.StandingOrderRow, 'id' | 'payer_id' | 'status'>>(
        sql.advanceStandingOrders,
        [
          advances.map(({ order }) => order.id),
          advances.map(({ order }) => order.asked),
          advances.map(({ failures }) => failures),
          advances.map(({ nextOn }) => nextOn),
          advances.map(({ status }) => status),
        ],
      );
      const paused = rows.filter(({ status }) => status === 'paused');
      const news = paused.map(({ id, payer_id, status }) => ({
        kind: 'standing_order' as const,
        change: 'paused' as const,
        subjectId: id,
        accountId: payer_id,
        status,
      }));
      tellCustomers(transaction, news, new Date());
    });
  }
}

function toSubmission(order: sql.StandingOrderRow): Submission {
  const { id, owner, payer_id, payee_id, amount_minor, currency, reference, next_on } = order;
  return {
    request: {
      payer: payer_id,
      payee: payee_id,
      amount: { value: Number(amount_minor), currency },
      type: 'transfer',
      reference,
      deviceId: null,
      ...noEvidence,
    },
    paymentId: null,
    key: scopedKey(owner, `standing-orders ${id}`, next_on),
    fingerprint: fingerprint([id, next_on]),
    occurredAt: new Date(),
    clientAddress: null,
    requestId: newId(),
    traceparent: continueTrace(undefined),
    isAnsweredAtOnce: true,
    isRefund: false,
    initiator: owner,
    message: null,
  };
}

function advanceOf(order: sql.StandingOrderRow, isAskedFor: boolean): Advance {
  const failures = isAskedFor ? 0 : order.failures + 1;
  const nextOn = occurrence(order.first_on, order.every, order.asked + 1);
  const isOver = order.last_on !== null && nextOn > order.last_on;
  const status = isOver ? 'ended' : failures < failuresMax ? 'active' : 'paused';
  return { order, failures, nextOn, status };
}
