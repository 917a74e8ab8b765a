import { Injectable } from '@nestjs/common';
import { paymentLabelled, type PaymentLabelled, paymentSubmitted } from '@paymo/contracts';
import { Outbox } from '@paymo/messaging';
import * as sql from './label-statements.js';

export type ToldLabel = Omit<PaymentLabelled, 'payerId'>;

export interface ImportCounts {
  /** Labels that are, or would be, announced. */
  readonly fresh: number;
  /** Of payments that have a label of that source already, or come twice. */
  readonly known: number;
  /** Of payments that scoring never decided. */
  readonly unknownPayments: number;
}

/** Takes labels from outside, such as chargebacks, and announces them to the consumer that learns all labels. */
@Injectable()
export class LabelsService {
  constructor(private readonly outbox: Outbox) {}

  /** @param isApplied false to count only */
  async take(labels: readonly ToldLabel[], isApplied: boolean, traceparent: string): Promise<ImportCounts> {
    const paymentIds = [...new Set(labels.map(({ paymentId }) => paymentId))];
    return this.outbox.transaction(async (transaction) => {
      const [decisions, earlier] = await Promise.all([
        transaction.query<{ payment_id: string; payment: unknown }>(sql.decidedPayments, [paymentIds]),
        transaction.query<sql.LabelRow>(sql.labelsOf, [paymentIds]),
      ]);
      const payers = new Map(
        decisions.map(({ payment_id, payment }) => [
          payment_id,
          paymentSubmitted.schema.parse(payment).payer.accountId,
        ]),
      );
      const taken = new Set(earlier.map(({ payment_id, source }) => `${payment_id} ${source}`));
      const counts = { fresh: 0, known: 0, unknownPayments: 0 };
      for (const label of labels) {
        const payerId = payers.get(label.paymentId);
        const key = `${label.paymentId} ${label.source}`;
        if (payerId === undefined) counts.unknownPayments += 1;
        else if (taken.has(key)) counts.known += 1;
        else {
          taken.add(key);
          counts.fresh += 1;
          if (isApplied) transaction.announce(paymentLabelled, { ...label, payerId }, traceparent);
        }
      }
      return counts;
    });
  }
}
