import { Inject, Injectable } from '@nestjs/common';
import { ScheduledJob } from '@paymo/jobs';
import { LOGGER } from '@paymo/messaging';
import type { Logger } from '@paymo/platform';
import { type RecommendationsSettings, SETTINGS } from '../settings.js';
import { RunBatch } from './run-batch.service.js';

/** Starts the nightly run by the clock. Begun twice it goes on where it broke off: see RunBatch. */
@Injectable()
export class NightlyRuns extends ScheduledJob {
  constructor(
    batch: RunBatch,
    @Inject(SETTINGS) { DATABASE_URL, NIGHTLY_RUN_AT }: RecommendationsSettings,
    @Inject(LOGGER) logger: Logger,
  ) {
    const plan = {
      name: 'recommendations-nightly',
      pattern: NIGHTLY_RUN_AT,
      databaseUrl: DATABASE_URL,
      schema: 'recommendations',
    };
    super(plan, (dueAt) => runFor(batch, dueAt), logger);
  }
}

/** A run that broke off before is ended first. */
async function runFor(batch: RunBatch, dueAt: Date): Promise<void> {
  const { asOf } = await batch.run(dueAt);
  if (asOf < dueAt) await batch.run(dueAt);
}
