import { Controller } from '@nestjs/common';
import { type PaymentSubmitted, paymentSubmitted } from '@paymo/contracts';
import { type EventBatch, OnEvents, Outbox } from '@paymo/messaging';
import { type Counter, type Histogram, Metrics } from '@paymo/platform';
import { ServingService } from '../serving/serving.service.js';
import { decidePayments } from './decide-payments.js';
import { asStateConflict } from './entity-states.js';

/** Decides submitted payments, a batch at a time. */
@Controller()
export class DecisionsConsumer {
  private readonly outcomes: Counter;
  private readonly sizes: Histogram;
  private readonly seconds: Histogram;

  constructor(
    private readonly outbox: Outbox,
    private readonly serving: ServingService,
    metrics: Metrics,
  ) {
    this.outcomes = metrics.counter('decisions_total', 'Decisions by outcome', ['outcome', 'model']);
    this.sizes = metrics.sizes('decision_batch_size', 'Payments decided in one transaction');
    this.seconds = metrics.seconds('decision_batch_seconds', 'Time to decide and commit a batch');
  }

  @OnEvents(paymentSubmitted)
  async onSubmitted(batch: EventBatch<PaymentSubmitted>): Promise<void> {
    const stopTimer = this.seconds.startTimer();
    const bundle = this.serving.current;
    const decisions = await this.outbox
      .transaction((transaction) =>
        decidePayments(transaction, batch, bundle, (source, atMs) => this.serving.mayHold(source, atMs)),
      )
      .catch((error: unknown) => {
        throw asStateConflict(error);
      });
    stopTimer();
    this.sizes.observe(batch.events.length);
    for (const { decided } of decisions)
      this.outcomes.inc({ outcome: decided.outcome, model: decided.model });
  }
}
