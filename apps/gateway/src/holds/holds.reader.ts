import { Injectable } from '@nestjs/common';
import { Database, publicId, type Statement } from '@paymo/platform';
import type { Payment } from '../payments/payment.entity.js';
import type { HoldView } from './hold-view.js';
import { lastQuestion, type QuestionRow } from './information-statements.js';
import { viewQuestion } from './question-view.js';

interface HoldRow {
  readonly established_at: Date;
  readonly deadline_at: Date;
}

const readHold: Statement = {
  name: 'read_hold',
  text: 'SELECT established_at, deadline_at FROM holds WHERE payment_id = $1',
};

const notice =
  'We are checking this payment because it looks unusual for you. Its money is reserved and has not left your ' +
  'account. You need not do anything; if somebody urged you to pay, cancel it and tell us.';

/** Reads what the payer of a held payment is told. */
@Injectable()
export class HoldsReader {
  constructor(private readonly database: Database) {}

  /** Undefined when the payment is not held, or no longer. */
  async of({ id: paymentId, status }: Pick<Payment, 'id' | 'status'>): Promise<HoldView | undefined> {
    if (status !== 'held') return undefined;
    const [[row], [asked]] = await Promise.all([
      this.database.query<HoldRow>(readHold, [paymentId]),
      this.database.query<QuestionRow>(lastQuestion, [paymentId]),
    ]);
    if (row === undefined) return undefined;
    const id = publicId('pay', paymentId);
    const question = asked === undefined ? null : viewQuestion(asked, new Date());
    const path = `/v1/payments/${id}`;
    const cancel = { action: 'cancel' as const, method: 'POST' as const, path: `${path}/cancel` };
    const answer = { action: 'answer' as const, method: 'POST' as const, path: `${path}/information` };
    return {
      paymentId: id,
      grounds: 'suspected_fraud',
      establishedAt: row.established_at.toISOString(),
      deadlineAt: row.deadline_at.toISOString(),
      notice,
      question,
      actions: question?.status === 'open' ? [answer, cancel] : [cancel],
    };
  }
}
