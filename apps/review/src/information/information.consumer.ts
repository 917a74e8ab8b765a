import { Controller } from '@nestjs/common';
import { type InformationGiven, informationGiven } from '@paymo/contracts';
import { claimOffsets, type EventBatch, OnEvents } from '@paymo/messaging';
import { Database } from '@paymo/platform';
import { keepAnswers } from './information-statements.js';

/** Brings what payers answered to their cases. */
@Controller()
export class InformationConsumer {
  constructor(private readonly database: Database) {}

  @OnEvents(informationGiven)
  async onGiven({ events, progress }: EventBatch<InformationGiven>): Promise<void> {
    const answers = events.map(({ data }) => data);
    await this.database.transaction(async (transaction) => {
      await claimOffsets(transaction, progress);
      if (answers.length === 0) return;
      transaction.write(keepAnswers, [
        answers.map(({ questionId }) => questionId),
        answers.map(({ answer }) => answer),
        answers.map(({ givenAtMs }) => new Date(givenAtMs)),
      ]);
    });
  }
}
