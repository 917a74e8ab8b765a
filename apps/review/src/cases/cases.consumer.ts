import { Controller, Inject } from '@nestjs/common';
import { holdDeadline } from '@paymo/business-days';
import { type PaymentDecided, paymentDecided, type PaymentSettled, paymentSettled } from '@paymo/contracts';
import { claimOffsets, type EventBatch, OnEvents } from '@paymo/messaging';
import { Database, newId } from '@paymo/platform';
import { type ReviewSettings, SETTINGS } from '../settings.js';
import { endCases, lockPayments, openCases, partFromEnded } from './case-statements.js';

/** Opens a case for every hold, and closes it when the payment ends without a verdict. */
@Controller()
export class CasesConsumer {
  constructor(
    private readonly database: Database,
    @Inject(SETTINGS) private readonly settings: ReviewSettings,
  ) {}

  @OnEvents(paymentDecided, ({ outcome }) => outcome === 'hold')
  async onDecided({ events, progress }: EventBatch<PaymentDecided>): Promise<void> {
    const holds = events.map(({ data }) => data);
    const now = new Date();
    const { HOLD_BUSINESS_DAYS, HOLD_DIVISION } = this.settings;
    const deadline = holdDeadline(now, HOLD_BUSINESS_DAYS, HOLD_DIVISION);
    await this.database.transaction(async (transaction) => {
      await claimOffsets(transaction, progress);
      if (holds.length === 0) return;
      transaction.write(lockPayments, [holds.map(({ paymentId }) => paymentId)]);
      transaction.write(openCases, [
        holds.map(() => newId()),
        holds.map(({ paymentId }) => paymentId),
        holds.map(({ payerId }) => payerId),
        holds.map(({ payeeId }) => payeeId),
        holds.map(({ amount }) => amount.value),
        holds.map(({ amount }) => amount.currency),
        holds.map(({ type }) => type),
        holds.map(({ score }) => score),
        holds.map(({ reasons }) => JSON.stringify(reasons)),
        holds.map(({ model }) => model),
        holds.map(({ occurredAtMs }) => new Date(occurredAtMs)),
        holds.map(() => now),
        holds.map(({ rules }) => JSON.stringify(rules)),
        holds.map(() => deadline),
        holds.map(({ origin }) => origin?.deviceId ?? null),
        holds.map(({ origin }) => origin?.ipAddress ?? null),
      ]);
    });
  }

  @OnEvents(paymentSettled, ({ status }) => status === 'expired' || status === 'cancelled')
  async onSettled({ events, progress }: EventBatch<PaymentSettled>): Promise<void> {
    const ended = events.map(({ data }) => data);
    const ids = ended.map(({ paymentId }) => paymentId);
    await this.database.transaction(async (transaction) => {
      await claimOffsets(transaction, progress);
      if (ended.length === 0) return;
      transaction.write(lockPayments, [ids]);
      transaction.write(endCases, [ids, ended.map(({ status }) => status), new Date()]);
      transaction.write(partFromEnded, [ids]);
    });
  }
}
