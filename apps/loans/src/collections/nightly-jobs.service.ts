import { Inject, Injectable } from '@nestjs/common';
import { ScheduledJob } from '@paymo/jobs';
import { LOGGER } from '@paymo/messaging';
import type { Logger } from '@paymo/platform';
import { dayOf } from '../request-time.js';
import { type LoansSettings, SETTINGS } from '../settings.js';
import { NightlyRunService } from './nightly-run.service.js';

/** Starts the nightly run by the clock. Begun twice it does not charge twice: see NightlyRunService. */
@Injectable()
export class NightlyJobsService extends ScheduledJob {
  constructor(
    nightlyRun: NightlyRunService,
    @Inject(SETTINGS) { DATABASE_URL, NIGHTLY_RUN_AT }: LoansSettings,
    @Inject(LOGGER) logger: Logger,
  ) {
    const plan = {
      name: 'loans-nightly',
      pattern: NIGHTLY_RUN_AT,
      databaseUrl: DATABASE_URL,
      schema: 'loans',
    };
    super(plan, () => nightlyRun.run(dayOf(new Date())), logger);
  }
}
