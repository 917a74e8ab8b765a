import { Body, Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { informationGiven } from '@paymo/contracts';
import { Outbox } from '@paymo/messaging';
import {
  Answers,
  type Caller,
  Fails,
  FromCaller,
  Needs,
  PaymoError,
  publicId,
  publicIdSchema,
  plainTextSchema,
} from '@paymo/platform';
import { PaymentsReader } from '../payments/payments.reader.js';
import { keepAnswer, lockLastQuestion, type QuestionRow } from './information-statements.js';
import { type QuestionView, questionViewSchema, viewQuestion } from './question-view.js';

const answerSchema = z.strictObject({ answer: plainTextSchema(1000) });

@ApiTags('payments')
@Controller('v1/payments/:paymentId/information')
export class InformationController {
  constructor(
    private readonly outbox: Outbox,
    private readonly payments: PaymentsReader,
  ) {}

  @Needs('payments.create')
  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Answer what the bank asks about a held payment, once and in time' })
  @Answers(200, 'The answered question', questionViewSchema)
  @Fails(
    'payment.not_found',
    'payment.not_held',
    'payment.nothing_asked',
    'conflict.question_answered',
    'conflict.question_expired',
  )
  async answer(
    @FromCaller() caller: Caller,
    @Param('paymentId', { schema: publicIdSchema('pay') }) paymentId: string,
    @Body({ schema: answerSchema }) { answer }: z.infer<typeof answerSchema>,
    @Req() { traceparent }: FastifyRequest,
  ): Promise<QuestionView> {
    const { status, payerId } = await this.payments.sent(caller, paymentId);
    const id = publicId('pay', paymentId);
    if (status !== 'held') throw new PaymoError('payment.not_held', `${id} is ${status}.`);
    return this.outbox.transaction(async (transaction) => {
      const [found] = await transaction.query<QuestionRow>(lockLastQuestion, [paymentId]);
      if (found === undefined)
        throw new PaymoError('payment.nothing_asked', `Nothing was asked about ${id}.`);
      const now = new Date();
      refuseUnlessOpen(found, now);
      transaction.write(keepAnswer, [found.id, answer, now]);
      const given = { questionId: found.id, paymentId, payerId, answer, givenAtMs: now.getTime() };
      transaction.announce(informationGiven, given, traceparent);
      return viewQuestion({ ...found, answered_at: now }, now);
    });
  }
}

function refuseUnlessOpen({ answered_at: answeredAt, expires_at: expiresAt }: QuestionRow, now: Date): void {
  if (answeredAt !== null)
    throw new PaymoError('conflict.question_answered', `You answered at ${answeredAt.toISOString()}.`);
  if (expiresAt <= now)
    throw new PaymoError(
      'conflict.question_expired',
      `The question could be answered until ${expiresAt.toISOString()}.`,
    );
}
