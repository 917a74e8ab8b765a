import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LOGGER, Outbox } from '@paymo/messaging';
import { type Logger, PeriodicWork } from '@paymo/platform';
import { announceVerdict } from './announce-verdict.js';
import { type DueVerdictRow, takeDueVerdicts } from './verdict-statements.js';

const sweepEveryMs = 250;
const verdictsMax = 200;

/** Publishes verdicts when they cannot be undone any more: each once, whichever instance comes first. */
@Injectable()
export class VerdictPublisher implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly periodic: PeriodicWork;

  constructor(
    private readonly outbox: Outbox,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.periodic = new PeriodicWork(logger);
  }

  onApplicationBootstrap(): void {
    this.periodic.every(sweepEveryMs, 'verdicts not published, trying again', () => this.sweep());
  }

  onModuleDestroy(): Promise<void> {
    return this.periodic.stop();
  }

  private async sweep(): Promise<void> {
    let count = verdictsMax;
    while (count === verdictsMax) {
      count = await this.outbox.transaction(async (transaction) => {
        const rows = await transaction.query<DueVerdictRow>(takeDueVerdicts, [new Date(), verdictsMax]);
        for (const row of rows) announceVerdict(transaction, row);
        return rows.length;
      });
    }
  }
}
