import { Inject, Injectable } from '@nestjs/common';
import type { CivilDate } from '@paymo/lending';
import { LOGGER, Outbox } from '@paymo/messaging';
import { Database, type Logger } from '@paymo/platform';
import { expireOffers } from '../applications/application-statements.js';
import { requestTransfers } from '../loans/loan-store.js';
import * as sql from './collection-statements.js';

/** Loans in one transaction. */
const pageMax = 500;
const firstId = '00000000-0000-0000-0000-000000000000';

export interface RunReport {
  readonly on: CivilDate;
  /** Collections that this run asked for; those of an earlier run of the same day are not among them. */
  readonly collections: number;
  readonly aged: number;
}

/**
 * What happens once a day: offers expire, what is due is collected, arrears are aged. Each page is a transaction of its
 * own, and a day's collection of a loan exists once: a run that was cut off is simply run again.
 */
@Injectable()
export class NightlyRunService {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async run(on: CivilDate): Promise<RunReport> {
    await this.database.query(expireOffers, [new Date(`${on}T00:00:00Z`)]);
    const collections = await this.collect(on);
    const aged = await this.age(on);
    const report = { on, collections, aged };
    this.logger.info(report, 'nightly run done');
    return report;
  }

  private async collect(on: CivilDate): Promise<number> {
    let [after, collections] = [firstId, 0];
    for (;;) {
      const page = await this.outbox.transaction(async (transaction) => {
        const rows = await transaction.query<sql.DueRow>(sql.readDue, [after, on, pageMax]);
        const orders = rows.map(({ id, account_id, currency, due_minor }) => ({
          loanId: id,
          accountId: account_id,
          kind: 'due' as const,
          amountMinor: BigInt(due_minor),
          currency,
          on,
          keep: null,
        }));
        const made = await requestTransfers(transaction, orders, new Date(), undefined);
        return { last: rows.at(-1)?.id, size: rows.length, made: made.length };
      });
      collections += page.made;
      if (page.last === undefined || page.size < pageMax) return collections;
      after = page.last;
    }
  }

  private async age(on: CivilDate): Promise<number> {
    let [after, pages] = [firstId, 0];
    for (;;) {
      const [last] = await this.database.query<sql.AgedRow>(sql.agePage, [after, on, pageMax]);
      if (last === undefined) return pages * pageMax;
      after = last.id;
      pages += 1;
    }
  }
}
