import { Controller } from '@nestjs/common';
import { type AccountOpened, accountOpened } from '@paymo/contracts';
import { claimOffsets, type EventBatch, OnEvents } from '@paymo/messaging';
import { Database } from '@paymo/platform';
import { learnOwners } from './learned-owners.js';

/** Learns whose the accounts are that the gateway opens. */
@Controller()
export class AccountOwnersConsumer {
  constructor(private readonly database: Database) {}

  @OnEvents(accountOpened)
  async onOpened({ events, progress }: EventBatch<AccountOpened>): Promise<void> {
    const opened = events.map(({ data }) => data);
    await this.database.transaction(async (transaction) => {
      await claimOffsets(transaction, progress);
      if (opened.length === 0) return;
      const ids = opened.map(({ accountId }) => accountId);
      transaction.write(learnOwners, [ids, opened.map(({ owner }) => owner)]);
    });
  }
}
