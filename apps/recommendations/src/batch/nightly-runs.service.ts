import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ScheduledJob } from '@paymo/jobs';
import { LOGGER } from '@paymo/messaging';
import type { Logger } from '@paymo/platform';
import { jobsSchema } from '../migrations/jobs.js';
import { type RecommendationsSettings, SETTINGS } from '../settings.js';
import { RunBatch } from './run-batch.service.js';

/** Starts the nightly run by the clock. Begun twice it goes on where it broke off: see RunBatch. */
@Injectable()
export class NightlyRuns implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly job: ScheduledJob;

  constructor(
    private readonly batch: RunBatch,
    @Inject(SETTINGS) { DATABASE_URL, NIGHTLY_RUN_AT }: RecommendationsSettings,
    @Inject(LOGGER) logger: Logger,
  ) {
    const plan = {
      name: 'recommendations-nightly',
      pattern: NIGHTLY_RUN_AT,
      databaseUrl: DATABASE_URL,
      schema: jobsSchema,
    };
    this.job = new ScheduledJob(plan, (dueAt) => this.runFor(dueAt), logger);
  }

  onApplicationBootstrap(): Promise<void> {
    return this.job.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.job.stop();
  }

  /** A run that broke off before is ended first. */
  private async runFor(dueAt: Date): Promise<void> {
    const { asOf } = await this.batch.run(dueAt);
    if (asOf < dueAt) await this.batch.run(dueAt);
  }
}
