import { Controller } from '@nestjs/common';
import { type LoanChanged, loanChanged } from '@paymo/contracts';
import { claimOffsets, type EventBatch, OnEvents } from '@paymo/messaging';
import { Database, type Statement } from '@paymo/platform';

const storeLoanEvents: Statement = {
  name: 'store_loan_events',
  text: `
    INSERT INTO loan_events (event_id, loan_id, account_id, change, status, at)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::timestamptz[])
    ON CONFLICT DO NOTHING`,
};

/** Takes what happened to loans into the feed that customers hear. */
@Controller()
export class LoanEventsConsumer {
  constructor(private readonly database: Database) {}

  @OnEvents(loanChanged)
  async onChanged({ events, progress }: EventBatch<LoanChanged>): Promise<void> {
    const changes = events.map(({ data }) => data);
    await this.database.transaction(async (transaction) => {
      await claimOffsets(transaction, progress);
      if (changes.length === 0) return;
      transaction.write(storeLoanEvents, [
        changes.map(({ eventId }) => eventId),
        changes.map(({ loanId }) => loanId),
        changes.map(({ accountId }) => accountId),
        changes.map(({ change }) => change),
        changes.map(({ status }) => status),
        changes.map(({ atMs }) => new Date(atMs)),
      ]);
    });
  }
}
