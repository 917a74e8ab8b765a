import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { holdDeadline } from '@paymo/business-days';
import { type EventBatch, LOGGER, MicroBatcher, Outbox } from '@paymo/messaging';
import {
  type Counter,
  Database,
  isTransient,
  type Logger,
  Metrics,
  PaymoError,
  PeriodicWork,
} from '@paymo/platform';
import { authenticationPolicy, type GatewaySettings, SETTINGS } from '../settings.js';
import type { Acceptance, Submission } from './accept-payments.js';
import { type Answer, storeAnswers } from './idempotency.js';
import * as sql from './payment-statements.js';
import { type PaymentOutcome, type PaymentWork, processPaymentBatch } from './payment-batch.js';
import type { Happening, Moved } from './settle-payments.js';
import { WaitingCallers } from './waiting-callers.js';

const queueMax = 5000;
const timeoutLanes = 4;
const sweepMs = 1000;
const sweepMax = 500;
const elsewhereMs = 250;
const forgetKeysMs = 3_600_000;

/** Takes payments in, moves them on, and answers those who wait for them. */
@Injectable()
export class PaymentsService implements OnModuleInit, OnApplicationShutdown {
  private readonly callers = new WaitingCallers();
  private readonly batcher: MicroBatcher<PaymentWork, PaymentOutcome>;
  private readonly timeouts: MicroBatcher<{ key: string; answer: Answer }, Answer>;
  private readonly moved: Counter;
  private readonly periodic: PeriodicWork;

  constructor(
    private readonly outbox: Outbox,
    private readonly database: Database,
    metrics: Metrics,
    @Inject(SETTINGS) private readonly settings: GatewaySettings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.periodic = new PeriodicWork(logger);
    const sizes = metrics.sizes('payment_batch_size', 'Pieces of work in one transaction');
    this.moved = metrics.counter('payments_moved_total', 'Payments by the state they moved to', ['status']);
    const terms = {
      decisionMs: settings.DECISION_DEADLINE_MS,
      ofHold: (receivedAt: Date) =>
        holdDeadline(receivedAt, settings.HOLD_BUSINESS_DAYS, settings.HOLD_DIVISION),
      authentication: authenticationPolicy(settings),
    };
    this.batcher = new MicroBatcher(
      (work) => {
        sizes.observe(work.length);
        return this.outbox.transaction((tx) => processPaymentBatch(tx, work, terms));
      },
      { itemsMax: settings.BATCH_MAX, queueMax, lanes: settings.INTAKE_LANES },
      (error) => !isTransient(error),
    );
    // One key a transaction: batches of them would lock keys in another order than settlement does, and deadlock.
    this.timeouts = new MicroBatcher((answers) => this.answerTimeouts(answers), {
      itemsMax: 1,
      lanes: timeoutLanes,
      queueMax: Number.POSITIVE_INFINITY,
    });
  }

  onModuleInit(): void {
    this.periodic.every(sweepMs, 'overdue payments not expired', () => this.expireOverdue());
    this.periodic.every(elsewhereMs, 'callers not answered', () => this.answerElsewhere());
    this.periodic.every(forgetKeysMs, 'old keys not forgotten', () =>
      this.database.query(sql.forgetOldKeys, []),
    );
  }

  async onApplicationShutdown(): Promise<void> {
    await this.periodic.stop();
    await this.batcher.idle();
  }

  /**
   * Accepts a payment and waits up to `waitMs` for its decision.
   *
   * @throws PaymoError when the request is refused, or its key is in use or was used for another request
   */
  async submit(submission: Submission, waitMs: number): Promise<{ answer: Answer; isReplay: boolean }> {
    const acceptance = await this.accept(submission);
    if (acceptance.kind === 'refused') throw acceptance.error;
    if (acceptance.kind === 'answered') return acceptance;
    const decided = await this.callers.wait(acceptance.paymentId, submission.key, waitMs);
    const answer =
      decided ?? (await this.timeouts.submit({ key: submission.key, answer: acceptance.answerInTime }));
    return { answer, isReplay: false };
  }

  /**
   * Applies happenings to payments; `progress` moves in the same transaction.
   *
   * @returns what moved; happenings that came twice or too late moved nothing
   */
  async apply(
    happenings: readonly Happening[],
    progress: EventBatch<unknown>['progress'],
  ): Promise<readonly Moved[]> {
    const outcome = await this.batcher.submitUnbounded({ kind: 'happenings', happenings, progress });
    if (outcome.kind !== 'happenings') throw new Error('happenings are answered with what moved');
    this.tell(outcome.moved);
    return outcome.moved;
  }

  /**
   * Waits up to `waitMs` for a decided payment, whichever instance hears of the decision.
   *
   * @returns whether it came
   */
  async untilDecided(paymentId: string, waitMs: number): Promise<boolean> {
    const untilMs = performance.now() + waitMs;
    for (let leftMs = waitMs; leftMs > 0; leftMs = untilMs - performance.now()) {
      const answer = await this.callers.wait(paymentId, '', Math.min(leftMs, elsewhereMs));
      if (answer !== undefined) return true;
      const rows = await this.database.query(sql.readDecided, [paymentId]);
      if (rows.length > 0) return true;
    }
    return false;
  }

  private async accept(submission: Submission): Promise<Acceptance> {
    try {
      const outcome = await this.batcher.submit({ kind: 'submission', submission });
      if (outcome.kind === 'submission') return outcome.acceptance;
    } catch (error) {
      if (!isTransient(error)) throw error;
      this.logger.warn({ err: error }, 'payments not accepted');
      const detail = 'The payment was not taken; repeat it with the same key.';
      throw new PaymoError('service.unavailable', detail, { retryAfterSeconds: 1 });
    }
    throw new Error('a submission is answered with an acceptance');
  }

  private tell(moved: readonly Moved[]): void {
    for (const { payment, answer } of moved) {
      this.moved.inc({ status: payment.status });
      this.callers.answer(payment.id, answer);
    }
  }

  private async expireOverdue(): Promise<void> {
    const rows = await this.database.query<sql.OverdueRow>(sql.overduePayments, [sweepMax]);
    // Each by itself: one that cannot be moved must not keep others beyond the end that the law sets.
    const outcomes = await Promise.allSettled(
      rows.map(({ payment_id: paymentId, status: onlyFrom }) =>
        this.apply([{ paymentId, event: 'expire', actor: 'deadline', onlyFrom }], []),
      ),
    );
    outcomes.forEach((outcome, index) => {
      if (outcome.status === 'fulfilled') return;
      const err: unknown = outcome.reason;
      const level = isTransient(err) ? 'warn' : 'error';
      this.logger[level]({ err, paymentId: rows[index]?.payment_id }, 'overdue payment not expired');
    });
  }

  /** Answers callers whose payments another instance has settled. */
  private async answerElsewhere(): Promise<void> {
    const waiting = this.callers.waitingSince(elsewhereMs);
    if (waiting.size === 0) return;
    const rows = await this.database.query<sql.KeyRow>(sql.readKeys, [[...waiting.keys()]]);
    for (const { key, answer_status, answer_body } of rows) {
      const paymentId = waiting.get(key);
      if (paymentId === undefined || answer_status === null || answer_body === null) continue;
      this.callers.answer(paymentId, { status: answer_status, body: answer_body });
    }
  }

  /** Stores "still submitted" as the answer, unless the decision got there first; then that is the answer. */
  private async answerTimeouts(answers: readonly { key: string; answer: Answer }[]): Promise<Answer[]> {
    const keys = answers.map(({ key }) => key);
    const rows = await this.database.transaction((transaction) => {
      storeAnswers(transaction, answers);
      return transaction.query<sql.KeyRow>(sql.readKeys, [keys]);
    });
    const stored = new Map(rows.map((row) => [row.key, row]));
    return answers.map(({ key, answer }) => {
      const row = stored.get(key);
      if (row === undefined || row.answer_status === null || row.answer_body === null) return answer;
      return { status: row.answer_status, body: row.answer_body };
    });
  }
}
