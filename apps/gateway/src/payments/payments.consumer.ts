import { Controller } from '@nestjs/common';
import { type PaymentDecided, paymentDecided, type PaymentReviewed, paymentReviewed } from '@paymo/contracts';
import { type EventBatch, OnEvents } from '@paymo/messaging';
import { SandboxPayees } from '../sandbox/sandbox-payees.service.js';
import { PaymentsService } from './payments.service.js';

/** Moves payments on when scoring has decided or an analyst has judged. */
@Controller()
export class PaymentsConsumer {
  constructor(
    private readonly payments: PaymentsService,
    private readonly sandbox: SandboxPayees,
  ) {}

  @OnEvents(paymentDecided)
  async onDecided({ events, progress }: EventBatch<PaymentDecided>): Promise<void> {
    const happenings = events.flatMap(({ data }) => {
      const happening = { paymentId: data.paymentId, event: data.outcome, actor: 'scoring' };
      const isDelayed = this.sandbox.delays(data.payeeId, () => this.payments.apply([happening], []));
      return isDelayed ? [] : [happening];
    });
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
