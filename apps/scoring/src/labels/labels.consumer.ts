import { Controller } from '@nestjs/common';
import { type PaymentLabelled, paymentLabelled } from '@paymo/contracts';
import { claimOffsets, type EventBatch, OnEvents } from '@paymo/messaging';
import { Database, type Statement } from '@paymo/platform';

const insertLabels: Statement = {
  name: 'insert_labels',
  text: `
    INSERT INTO labels (payment_id, source, is_fraud, known_at)
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::boolean[], $4::timestamptz[]) ON CONFLICT DO NOTHING`,
};

/** Keeps what is learnt about payments after their decision, for the next model. */
@Controller()
export class LabelsConsumer {
  constructor(private readonly database: Database) {}

  @OnEvents(paymentLabelled)
  async onLabelled({ events, progress }: EventBatch<PaymentLabelled>): Promise<void> {
    const labels = events.map(({ data }) => data);
    await this.database.transaction(async (transaction) => {
      await claimOffsets(transaction, progress);
      if (labels.length === 0) return;
      transaction.write(insertLabels, [
        labels.map(({ paymentId }) => paymentId),
        labels.map(({ source }) => source),
        labels.map(({ isFraud }) => isFraud),
        labels.map(({ knownAtMs }) => new Date(knownAtMs)),
      ]);
    });
  }
}
