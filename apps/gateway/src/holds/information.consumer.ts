import { Controller } from '@nestjs/common';
import { type InformationRequested, informationRequested } from '@paymo/contracts';
import { claimOffsets, type EventBatch, OnEvents } from '@paymo/messaging';
import { Database } from '@paymo/platform';
import { storeQuestions } from './information-statements.js';

/** Takes in what analysts ask; the payer hears of it in their events. */
@Controller()
export class InformationConsumer {
  constructor(private readonly database: Database) {}

  @OnEvents(informationRequested)
  async onRequested({ events, progress }: EventBatch<InformationRequested>): Promise<void> {
    const questions = events.map(({ data }) => data);
    await this.database.transaction(async (transaction) => {
      await claimOffsets(transaction, progress);
      if (questions.length === 0) return;
      transaction.write(storeQuestions, [
        questions.map(({ questionId }) => questionId),
        questions.map(({ paymentId }) => paymentId),
        questions.map(({ question }) => question),
        questions.map(({ askedAtMs }) => new Date(askedAtMs)),
        questions.map(({ expiresAtMs }) => new Date(expiresAtMs)),
      ]);
    });
  }
}
