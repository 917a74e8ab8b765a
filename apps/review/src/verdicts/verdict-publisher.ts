import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LOGGER, Outbox } from '@paymo/messaging';
import { isTransient, type Logger } from '@paymo/platform';
import { announceVerdict } from './announce-verdict.js';
import { type DueVerdictRow, takeDueVerdicts } from './verdict-statements.js';

const sweepEveryMs = 250;
const verdictsMax = 200;

/** Publishes verdicts when they cannot be undone any more: each once, whichever instance comes first. */
@Injectable()
export class VerdictPublisher implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  private sweeping: Promise<void> | undefined;

  constructor(
    private readonly outbox: Outbox,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.sweeping ??= this.sweep().finally(() => {
        this.sweeping = undefined;
      });
    }, sweepEveryMs);
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.sweeping;
  }

  private async sweep(): Promise<void> {
    try {
      let count = verdictsMax;
      while (count === verdictsMax) {
        count = await this.outbox.transaction(async (transaction) => {
          const rows = await transaction.query<DueVerdictRow>(takeDueVerdicts, [new Date(), verdictsMax]);
          for (const row of rows) announceVerdict(transaction, row);
          return rows.length;
        });
      }
    } catch (error) {
      if (!isTransient(error)) this.logger.error({ err: error }, 'verdicts not published, trying again');
    }
  }
}
