import { Controller } from '@nestjs/common';
import { type PaymentSubmitted, paymentSubmitted } from '@paymo/contracts';
import { type EventBatch, OnEvents, Outbox } from '@paymo/messaging';
import { type Counter, type Histogram, Metrics } from '@paymo/platform';
import { ServingService } from '../serving/serving.service.js';
import { decidePayments } from './decide-payments.js';
import type { Decision } from './decision.js';
import { asStateConflict } from './entity-states.js';

/** Decides submitted payments, a batch at a time. */
@Controller()
export class DecisionsConsumer {
  private readonly outcomes: Counter;
  private readonly ruleHits: Counter;
  private readonly ruleErrors: Counter;
  private readonly bounded: Counter;
  private readonly sizes: Histogram;
  private readonly seconds: Histogram;

  constructor(
    private readonly outbox: Outbox,
    private readonly serving: ServingService,
    metrics: Metrics,
  ) {
    this.outcomes = metrics.counter('decisions_total', 'Decisions by outcome', ['outcome', 'model']);
    this.ruleHits = metrics.counter('rule_hits_total', 'Payments that a live rule hit', ['rule', 'outcome']);
    this.ruleErrors = metrics.counter('rule_errors_total', 'Evaluations of live rules that failed', ['rule']);
    this.bounded = metrics.counter(
      'holds_bounded_total',
      'Holds that were not made because their source made too many',
    );
    this.sizes = metrics.sizes('decision_batch_size', 'Payments decided in one transaction');
    this.seconds = metrics.seconds('decision_batch_seconds', 'Time to decide and commit a batch');
  }

  @OnEvents(paymentSubmitted)
  async onSubmitted(batch: EventBatch<PaymentSubmitted>): Promise<void> {
    const stopTimer = this.seconds.startTimer();
    const bundle = this.serving.current;
    const decisions = await this.outbox
      .transaction((transaction) =>
        decidePayments(transaction, batch, bundle, (...hold) => this.serving.mayHold(...hold)),
      )
      .catch((error: unknown) => {
        throw asStateConflict(error);
      });
    stopTimer();
    this.sizes.observe(batch.events.length);
    decisions.forEach((decision) => {
      this.count(decision);
    });
  }

  private count({ decided, judgement }: Decision): void {
    this.outcomes.inc({ outcome: decided.outcome, model: decided.model });
    for (const { ruleId, outcome } of judgement.live.hits) this.ruleHits.inc({ rule: ruleId, outcome });
    for (const { ruleId } of judgement.live.errors) this.ruleErrors.inc({ rule: ruleId });
    if (judgement.decision.isBounded) this.bounded.inc();
  }
}
