import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { LOGGER } from '@paymo/messaging';
import { type Logger, PaymoError } from '@paymo/platform';
import { type RecommendationsSettings, SETTINGS } from '../settings.js';
import { Generations } from './generations.service.js';
import { dueRun } from './nightly-run.js';
import { RunBatch } from './run-batch.service.js';

const lookEveryMs = 60_000;

/** Makes the run that is due, in whichever instance sees it first. */
@Injectable()
export class NightlyRuns implements OnModuleInit, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly generations: Generations,
    private readonly batch: RunBatch,
    @Inject(SETTINGS) private readonly settings: RecommendationsSettings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => {
      this.look().catch((error: unknown) => {
        if (error instanceof PaymoError) return;
        this.logger.error({ err: error }, 'nightly run failed');
      });
    }, lookEveryMs);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    const due = dueRun(Date.now(), this.settings.BATCH_HOUR, await this.generations.list());
    if (due === null) return;
    const generation = await this.batch.run(due);
    this.logger.info({ generation }, 'nightly run finished');
  }
}
