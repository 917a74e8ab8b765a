import { Controller } from '@nestjs/common';
import { type PaymentLabelled, paymentLabelled } from '@paymo/contracts';
import { type EventBatch, OnEvents } from '@paymo/messaging';
import { Database } from '@paymo/platform';
import { learnLabels } from './learn-labels.js';

/** Learns the truth about payments after their decision. */
@Controller()
export class LabelsConsumer {
  constructor(private readonly database: Database) {}

  @OnEvents(paymentLabelled)
  async onLabelled(batch: EventBatch<PaymentLabelled>): Promise<void> {
    await this.database.transaction((transaction) => learnLabels(transaction, batch));
  }
}
