import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { createPostgresBackend, withBackend } from 'bullmq';
import { LOGGER } from '@paymo/messaging';
import type { Logger } from '@paymo/platform';
import { jobsSchema } from '../migrations/jobs.js';
import { dayOf } from '../request-time.js';
import { type LoansSettings, SETTINGS } from '../settings.js';
import { NightlyRunService } from './nightly-run.service.js';

const queueName = 'loans-nightly';
const attemptsMax = 10;
const firstRetryMs = 30_000;
const jobsKept = 60;

const { Queue, Worker } = withBackend(createPostgresBackend);

/**
 * Starts the nightly run by the clock, once over all instances. One that fails is tried again after longer and longer
 * times; one whose process died is taken over by another. Neither charges twice: see NightlyRunService.
 */
@Injectable()
export class NightlyJobsService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly queue: InstanceType<typeof Queue>;
  private readonly worker: InstanceType<typeof Worker>;

  constructor(
    nightlyRun: NightlyRunService,
    @Inject(SETTINGS) private readonly settings: LoansSettings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    const connection = { connectionString: settings.DATABASE_URL, schema: jobsSchema, max: 3 };
    this.queue = new Queue(queueName, { connection });
    this.worker = new Worker(queueName, (): Promise<unknown> => nightlyRun.run(dayOf(new Date())), {
      connection,
      autorun: false,
      concurrency: 1,
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    this.queue.on('error', (error) => {
      this.logger.warn({ err: error }, 'jobs cannot be kept');
    });
    this.worker.on('error', (error) => {
      this.logger.warn({ err: error }, 'jobs cannot be taken');
    });
    this.worker.on('failed', (_job, error) => {
      this.logger.error({ err: error }, 'nightly run failed');
    });
    const repeat = { pattern: this.settings.NIGHTLY_RUN_AT, tz: 'UTC' };
    const backoff = { type: 'exponential', delay: firstRetryMs };
    const opts = { attempts: attemptsMax, backoff, removeOnComplete: jobsKept, removeOnFail: jobsKept };
    await this.queue.upsertJobScheduler('nightly-run', repeat, { name: 'nightly-run', opts });
    void this.worker.run().catch((error: unknown) => {
      this.logger.error({ err: error }, 'jobs are not taken any more');
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.worker.close();
    await this.queue.close();
  }
}
