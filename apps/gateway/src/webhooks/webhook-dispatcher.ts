import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { LOGGER } from '@paymo/messaging';
import {
  Database,
  type Logger,
  newId,
  publicId,
  type Statement,
  type Transaction,
  PeriodicWork,
} from '@paymo/platform';
import {
  type CustomerEventType,
  subjectId,
  subjectIdName,
  type SubjectKind,
} from '../events/customer-event.js';
import { type FeedPosition, positionText } from '../events/feed-position.js';
import { readBound, readHeardSteps } from '../events/feed-statements.js';
import { webhookBody, type WebhookEvent } from './webhook-event.js';
import { forgetOldDeliveries, insertDeliveries } from './webhook-statements.js';

const pollMs = 200;
const stepsMax = 2000;
const forgetMs = 3_600_000;
/** While nobody has an endpoint the place is moved that seldom, since every move is a write. */
const idleTransactions = 10_000n;
const sequenceMax = 2n ** 63n - 1n;

interface StepRow {
  readonly transaction: string;
  readonly sequence: string;
  readonly type: CustomerEventType;
  readonly at: Date;
  readonly payment_id: string | null;
  readonly version: number | null;
  readonly subject_kind: SubjectKind | null;
  readonly subject_id: string | null;
  /** Null when no endpoint hears of the step. */
  readonly endpoint_id: string | null;
}

/** One instance dispatches at a time; the lock ends with its transaction. */
const lockFeed: Statement = {
  name: 'lock_webhook_feed',
  text: 'SELECT pg_try_advisory_xact_lock(7700020) AS is_ours',
};

const readPosition: Statement = {
  name: 'read_webhook_position',
  text: `
    SELECT transaction, sequence, EXISTS (SELECT FROM webhook_endpoints WHERE disabled_because IS NULL) AS is_heard
    FROM webhook_feed_position`,
};

const movePosition: Statement = {
  name: 'move_webhook_position',
  text: 'UPDATE webhook_feed_position SET transaction = $1, sequence = $2',
};

/**
 * Follows the steps of payments, loans and all else and writes what is to be sent into the log of deliveries. Its place moves in the
 * transaction that writes them, so that each step comes into each log once, whatever crashes.
 */
@Injectable()
export class WebhookDispatcher implements OnModuleInit, OnApplicationShutdown {
  private readonly periodic: PeriodicWork;

  constructor(
    private readonly database: Database,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.periodic = new PeriodicWork(logger);
  }

  onModuleInit(): void {
    this.periodic.every(pollMs, 'events not dispatched to webhooks', () => this.dispatchAll());
    this.periodic.every(forgetMs, 'old deliveries not forgotten', () =>
      this.database.query(forgetOldDeliveries, []),
    );
  }

  onApplicationShutdown(): Promise<void> {
    return this.periodic.stop();
  }

  private async dispatchAll(): Promise<void> {
    while (await this.database.transaction(dispatchSome));
  }
}

/** @returns whether there may be more at once */
async function dispatchSome(transaction: Transaction): Promise<boolean> {
  // In this order: what ended before the bound is seen by every later statement.
  const [[lock], [bound], [position]] = await Promise.all([
    transaction.query<{ is_ours: boolean }>(lockFeed, []),
    transaction.query<{ bound: string }>(readBound, []),
    transaction.query<{ transaction: string; sequence: string; is_heard: boolean }>(readPosition, []),
  ]);
  if (lock?.is_ours !== true || bound === undefined || position === undefined) return false;
  const before = BigInt(bound.bound);
  const from = { transaction: BigInt(position.transaction), sequence: BigInt(position.sequence) };
  if (!position.is_heard) {
    if (before - from.transaction > idleTransactions) {
      move(transaction, { transaction: before - 1n, sequence: sequenceMax });
    }
    return false;
  }

  const values = [from.transaction, from.sequence, before, stepsMax];
  const steps = await transaction.query<StepRow>(readHeardSteps, values);
  const last = steps.at(-1);
  if (last === undefined) return false;
  log(transaction, steps);
  move(transaction, last);
  return steps.length >= stepsMax;
}

function move(transaction: Transaction, to: FeedPosition | StepRow): void {
  transaction.write(movePosition, [to.transaction, to.sequence]);
}

function log(transaction: Transaction, steps: readonly StepRow[]): void {
  const deliveries = steps.flatMap((step) => {
    if (step.endpoint_id === null) return [];
    const id = positionText({ transaction: BigInt(step.transaction), sequence: BigInt(step.sequence) });
    const { type } = step;
    const body = webhookBody({ id, type, timestamp: step.at.toISOString(), data: dataOf(step) });
    return [{ endpointId: step.endpoint_id, id, type, body }];
  });
  if (deliveries.length === 0) return;
  transaction.write(insertDeliveries, [
    deliveries.map(() => newId()),
    deliveries.map(({ endpointId }) => endpointId),
    deliveries.map(({ id }) => id),
    deliveries.map(({ type }) => type),
    deliveries.map(({ body }) => body),
  ]);
}

function dataOf({ payment_id, version, subject_kind, subject_id }: StepRow): WebhookEvent['data'] {
  if (payment_id !== null && version !== null) return { paymentId: publicId('pay', payment_id), version };
  if (subject_kind === null || subject_id === null) return {};
  return { [subjectIdName(subject_kind)]: subjectId(subject_kind, subject_id) };
}
