import { Controller } from '@nestjs/common';
import { type LedgerTransferRequested, ledgerTransferRequested } from '@paymo/contracts';
import { claimOffsets, type EventBatch, OnEvents, Outbox } from '@paymo/messaging';
import { applyRequests } from './apply-requests.js';

/** Moves money for the other services of the bank, each request once. */
@Controller()
export class TransfersConsumer {
  constructor(private readonly outbox: Outbox) {}

  @OnEvents(ledgerTransferRequested)
  async onRequested({ events, progress }: EventBatch<LedgerTransferRequested>): Promise<void> {
    await this.outbox.transaction(async (transaction) => {
      await claimOffsets(transaction, progress);
      await applyRequests(transaction, events, new Date());
    });
  }
}
