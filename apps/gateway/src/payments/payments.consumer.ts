import { Controller } from '@nestjs/common';
import { type PaymentDecided, paymentDecided, type PaymentReviewed, paymentReviewed } from '@paymo/contracts';
import { type EventBatch, OnEvents } from '@paymo/messaging';
import { PaymentsService } from './payments.service.js';

/** Moves payments on when scoring has decided or an analyst has judged. */
@Controller()
export class PaymentsConsumer {
  constructor(private readonly payments: PaymentsService) {}

  @OnEvents(paymentDecided)
  async onDecided({ events, progress }: EventBatch<PaymentDecided>): Promise<void> {
    const happenings = events.map(({ data }) => ({
      paymentId: data.paymentId,
      event: data.outcome,
      actor: 'scoring',
    }));
    await this.payments.apply(happenings, progress);
  }

  @OnEvents(paymentReviewed)
  async onReviewed({ events, progress }: EventBatch<PaymentReviewed>): Promise<void> {
    const happenings = events.map(({ data }) => ({
      paymentId: data.paymentId,
      event: data.verdict,
      actor: data.reviewer,
    }));
    await this.payments.apply(happenings, progress);
  }
}
