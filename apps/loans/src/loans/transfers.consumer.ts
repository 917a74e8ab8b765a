import { Controller } from '@nestjs/common';
import { type LedgerTransferCompleted, ledgerTransferCompleted } from '@paymo/contracts';
import { claimOffsets, type EventBatch, OnEvents, Outbox } from '@paymo/messaging';
import { moveLoansOn } from './move-loans-on.js';

/** Hears what the ledger answered at once: collections, and pay-outs that could not even be reserved. */
@Controller()
export class TransfersConsumer {
  constructor(private readonly outbox: Outbox) {}

  @OnEvents(ledgerTransferCompleted)
  async onCompleted({ events, progress }: EventBatch<LedgerTransferCompleted>): Promise<void> {
    const completions = events.map(({ data }) => data);
    await this.outbox.transaction(async (transaction) => {
      await claimOffsets(transaction, progress);
      await moveLoansOn(transaction, completions, new Date());
    });
  }
}
