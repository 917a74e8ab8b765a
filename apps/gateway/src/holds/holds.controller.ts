import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import {
  Answers,
  type Caller,
  Database,
  Fails,
  FromCaller,
  Needs,
  PaymoError,
  publicId,
  publicIdSchema,
  publicIdTextSchema,
  type Statement,
  timeSchema,
} from '@paymo/platform';
import { PaymentsReader } from '../payments/payments.reader.js';
import { lastQuestion, type QuestionRow } from './information-statements.js';
import { questionViewSchema, viewQuestion } from './question-view.js';

/** What a payer is told of a hold. Which rule or fact brought it about is not said: a thief would learn from it. */
const holdViewSchema = z
  .strictObject({
    paymentId: publicIdTextSchema('pay'),
    grounds: z.literal('suspected_fraud'),
    establishedAt: timeSchema,
    deadlineAt: timeSchema.describe('By then the payment is executed or its money is free again'),
    notice: z.string().describe('What to show to the payer'),
    question: questionViewSchema
      .nullable()
      .describe('What the payer was asked last; an answer may bring the end of the hold nearer'),
    actions: z
      .array(
        z.strictObject({ action: z.enum(['cancel', 'answer']), method: z.literal('POST'), path: z.string() }),
      )
      .describe('What the payer can do now, as paths of this API'),
  })
  .meta({ id: 'Hold' });
type HoldView = z.infer<typeof holdViewSchema>;

interface HoldRow {
  readonly established_at: Date;
  readonly deadline_at: Date;
}

const readHold: Statement = {
  name: 'read_hold',
  text: 'SELECT established_at, deadline_at FROM holds WHERE payment_id = $1',
};

const notice =
  'We are checking this payment because it looks unusual for you. Its money is reserved and has not left your ' +
  'account. You need not do anything; if somebody urged you to pay, cancel it and tell us.';

@ApiTags('payments')
@Controller('v1/payments/:paymentId/hold')
export class HoldsController {
  constructor(
    private readonly database: Database,
    private readonly payments: PaymentsReader,
  ) {}

  @Needs('payments.read')
  @Get()
  @ApiOperation({ summary: 'Say why a payment is held, until when at the latest, and what the payer can do' })
  @Answers(200, 'The hold', holdViewSchema)
  @Fails('payment.not_found', 'payment.not_held')
  async read(
    @FromCaller() caller: Caller,
    @Param('paymentId', { schema: publicIdSchema('pay') }) paymentId: string,
  ): Promise<HoldView> {
    const { status } = await this.payments.sent(caller, paymentId);
    const [[row], [asked]] = await Promise.all([
      this.database.query<HoldRow>(readHold, [paymentId]),
      this.database.query<QuestionRow>(lastQuestion, [paymentId]),
    ]);
    const id = publicId('pay', paymentId);
    if (status !== 'held' || row === undefined)
      throw new PaymoError('payment.not_held', `${id} is ${status}.`);
    const question = asked === undefined ? null : viewQuestion(asked, new Date());
    const path = `/v1/payments/${id}`;
    const cancel = { action: 'cancel' as const, method: 'POST' as const, path: `${path}/cancel` };
    const answer = { action: 'answer' as const, method: 'POST' as const, path: `${path}/information` };
    return {
      paymentId: id,
      grounds: 'suspected_fraud',
      establishedAt: row.established_at.toISOString(),
      deadlineAt: row.deadline_at.toISOString(),
      notice,
      question,
      actions: question?.status === 'open' ? [answer, cancel] : [cancel],
    };
  }
}
