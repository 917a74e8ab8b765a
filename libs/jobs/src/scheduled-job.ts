import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from '@paymo/platform';
import { createPostgresBackend, withBackend } from 'bullmq';
import { jobsSchemaOf } from './jobs-tables.js';

const attemptsMax = 10;
const firstRetryMs = 30_000;
const jobsKept = 60;

const { Queue, Worker } = withBackend(createPostgresBackend);

export interface JobPlan {
  readonly name: string;
  /** When it is due: a cron pattern in UTC. */
  readonly pattern: string;
  readonly databaseUrl: string;
  /** The service's own. */
  readonly schema: string;
}

/**
 * Does a piece of work by the clock, once over all instances. One that throws is tried again after longer and longer
 * times; one whose process died is taken over by another; after downtime the latest that was due is caught up with. So
 * the work must bear to be begun twice.
 */
export class ScheduledJob implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly queue: InstanceType<typeof Queue>;
  private readonly worker: InstanceType<typeof Worker>;

  /** @param work is told when it was due */
  constructor(
    private readonly plan: JobPlan,
    work: (dueAt: Date) => Promise<unknown>,
    private readonly logger: Logger,
  ) {
    const connection = { connectionString: plan.databaseUrl, schema: jobsSchemaOf(plan.schema), max: 3 };
    this.queue = new Queue(plan.name, { connection });
    this.worker = new Worker(
      plan.name,
      ({ opts, timestamp }): Promise<unknown> => work(new Date(opts.prevMillis ?? timestamp)),
      { connection, autorun: false, concurrency: 1 },
    );
  }

  async onApplicationBootstrap(): Promise<void> {
    const { name, pattern } = this.plan;
    this.queue.on('error', (error) => {
      this.logger.warn({ err: error, job: name }, 'jobs cannot be kept');
    });
    this.worker.on('error', (error) => {
      this.logger.warn({ err: error, job: name }, 'jobs cannot be taken');
    });
    this.worker.on('failed', (_job, error) => {
      this.logger.error({ err: error, job: name }, 'job failed');
    });
    const backoff = { type: 'exponential', delay: firstRetryMs };
    const opts = { attempts: attemptsMax, backoff, removeOnComplete: jobsKept, removeOnFail: jobsKept };
    const known = await this.queue.getJobScheduler(name);
    // Set anew it would forget the job that has been due since this was last running.
    if (known?.pattern !== pattern) {
      await this.queue.upsertJobScheduler(name, { pattern, tz: 'UTC' }, { name, opts });
    }
    void this.worker.run().catch((error: unknown) => {
      this.logger.error({ err: error, job: name }, 'jobs are not taken any more');
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.worker.close();
    await this.queue.close();
  }
}
