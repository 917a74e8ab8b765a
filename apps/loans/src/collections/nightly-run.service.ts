import { Inject, Injectable } from '@nestjs/common';
import type { CivilDate } from '@paymo/lending';
import { LOGGER, Outbox } from '@paymo/messaging';
import { Database, type Logger } from '@paymo/platform';
import { expireOffers } from '../applications/application-statements.js';
import { requestTransfers } from '../loans/loan-store.js';
import * as sql from './collection-statements.js';

/** Running loans of one shard. */
const shardMax = 5000;
const firstId = '00000000-0000-0000-0000-000000000000';

export interface RunReport {
  readonly on: CivilDate;
  /** Collections that this run asked for; those of an earlier run of the same day are not among them. */
  readonly collections: number;
  /** Loans whose days past due have changed. */
  readonly aged: number;
}

/** Running loans with ids after one and up to another. */
interface Shard {
  readonly after: string;
  readonly last: string;
}

/**
 * What happens once a day: offers expire, what is due is collected, arrears are aged. It goes over the loans in shards of
 * bounded size, each in transactions of its own, and a day's collection of a loan exists once: a run that was cut off is
 * simply run again. Interest has no step of its own: it is part of the instalments.
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
    let [collections, aged] = [0, 0];
    for await (const shard of this.shards()) {
      collections += await this.collect(shard, on);
      aged += await this.age(shard, on);
    }
    const report = { on, collections, aged };
    this.logger.info(report, 'nightly run done');
    return report;
  }

  private async *shards(): AsyncGenerator<Shard> {
    let after = firstId;
    for (;;) {
      const [end] = await this.database.query<{ id: string }>(sql.readShardEnd, [after, shardMax]);
      if (end === undefined) return;
      yield { after, last: end.id };
      after = end.id;
    }
  }

  private collect({ after, last }: Shard, on: CivilDate): Promise<number> {
    return this.outbox.transaction(async (transaction) => {
      const rows = await transaction.query<sql.DueRow>(sql.readDue, [after, on, last]);
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
      return made.length;
    });
  }

  private async age({ after, last }: Shard, on: CivilDate): Promise<number> {
    const [row] = await this.database.query<{ aged: number }>(sql.ageShard, [after, on, last]);
    return row?.aged ?? 0;
  }
}
