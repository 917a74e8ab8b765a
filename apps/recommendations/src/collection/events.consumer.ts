import { Controller } from '@nestjs/common';
import { type LoanChanged, loanChanged, type PaymentSettled, paymentSettled } from '@paymo/contracts';
import { claimOffsets, type EventBatch, OnEvents, type PartitionProgress } from '@paymo/messaging';
import { Database } from '@paymo/platform';
import { collectEvents } from './collection-statements.js';
import type { StoredEvent } from './event-store.js';

/** What a loan is in the catalogue. */
const loanItem = 'small-loan';

/** Collects what customers pay for in shops, where the payer meets the payee as an item, and the loans they take. */
@Controller()
export class EventsConsumer {
  constructor(private readonly database: Database) {}

  @OnEvents(paymentSettled, ({ status, type }) => status === 'settled' && type === 'payment')
  async onSettled({ events, progress }: EventBatch<PaymentSettled>): Promise<void> {
    await this.collect(
      progress,
      events.map(({ data: { paymentId, payerId, payeeId, occurredAtMs } }) => ({
        eventId: paymentId,
        customerId: payerId,
        itemId: payeeId,
        kind: 'payment',
        occurredAtMs,
      })),
    );
  }

  @OnEvents(loanChanged, ({ change }) => change === 'payout_applied')
  async onLoan({ events, progress }: EventBatch<LoanChanged>): Promise<void> {
    await this.collect(
      progress,
      events.map(({ data: { eventId, accountId, atMs } }) => ({
        eventId,
        customerId: accountId,
        itemId: loanItem,
        kind: 'loan',
        occurredAtMs: atMs,
      })),
    );
  }

  private async collect(
    progress: readonly PartitionProgress[],
    events: readonly StoredEvent[],
  ): Promise<void> {
    await this.database.transaction(async (transaction) => {
      await claimOffsets(transaction, progress);
      if (events.length === 0) return;
      transaction.write(collectEvents, [
        events.map(({ eventId }) => eventId),
        events.map(({ customerId }) => customerId),
        events.map(({ itemId }) => itemId),
        events.map(({ kind }) => kind),
        events.map(({ occurredAtMs }) => new Date(occurredAtMs)),
      ]);
    });
  }
}
