import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ScheduledJob } from '@paymo/jobs';
import { LOGGER } from '@paymo/messaging';
import type { Logger } from '@paymo/platform';
import { jobsSchema } from '../migrations/jobs.js';
import { dayOf } from '../request-time.js';
import { type LoansSettings, SETTINGS } from '../settings.js';
import { NightlyRunService } from './nightly-run.service.js';

/** Starts the nightly run by the clock. Begun twice it does not charge twice: see NightlyRunService. */
@Injectable()
export class NightlyJobsService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly job: ScheduledJob;

  constructor(
    nightlyRun: NightlyRunService,
    @Inject(SETTINGS) { DATABASE_URL, NIGHTLY_RUN_AT }: LoansSettings,
    @Inject(LOGGER) logger: Logger,
  ) {
    const plan = {
      name: 'loans-nightly',
      pattern: NIGHTLY_RUN_AT,
      databaseUrl: DATABASE_URL,
      schema: jobsSchema,
    };
    this.job = new ScheduledJob(plan, () => nightlyRun.run(dayOf(new Date())), logger);
  }

  onApplicationBootstrap(): Promise<void> {
    return this.job.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.job.stop();
  }
}
