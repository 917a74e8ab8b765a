import { Controller } from '@nestjs/common';
import { type PaymentSettled, paymentSettled } from '@paymo/contracts';
import { claimOffsets, type EventBatch, OnEvents } from '@paymo/messaging';
import { Database } from '@paymo/platform';
import { collectEvents } from './collection-statements.js';

/** Collects what customers pay for in shops: the payer meets the payee as an item. */
@Controller()
export class SettledConsumer {
  constructor(private readonly database: Database) {}

  @OnEvents(paymentSettled, ({ status, type }) => status === 'settled' && type === 'payment')
  async onSettled({ events, progress }: EventBatch<PaymentSettled>): Promise<void> {
    const purchases = events.map(({ data }) => data);
    await this.database.transaction(async (transaction) => {
      await claimOffsets(transaction, progress);
      if (purchases.length === 0) return;
      transaction.write(collectEvents, [
        purchases.map(({ paymentId }) => paymentId),
        purchases.map(({ payerId }) => payerId),
        purchases.map(({ payeeId }) => payeeId),
        purchases.map(({ occurredAtMs }) => new Date(occurredAtMs)),
      ]);
    });
  }
}
