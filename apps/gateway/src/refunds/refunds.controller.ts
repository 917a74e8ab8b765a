import { Body, Controller, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { amountMinorMax } from '@paymo/contracts';
import {
  type Caller,
  Fails,
  FromCaller,
  Needs,
  publicId,
  publicIdSchema,
  TakesIdempotencyKey,
  TakesWait,
} from '@paymo/platform';
import { noEvidence } from '../payments/payment-request.js';
import { PaymentsService } from '../payments/payments.service.js';
import { FailsAsPayment } from '../payments/refusals.js';
import { AnswersWithPayment, paymentHeaders, sendAnswer, submissionOf } from '../payments/submission.js';
import { flowUnknown, MoneyLimits } from '../limits/money-limits.js';
import { type GatewaySettings, SETTINGS } from '../settings.js';
import { RefundsService } from './refunds.service.js';

const refundSchema = z.strictObject({
  /** Minor units of the payment's currency; what is left of the payment when absent. */
  amount: z.int().min(1).max(amountMinorMax).nullable().default(null),
});

@ApiTags('payments')
@Controller('v1/payments/:paymentId/refunds')
export class RefundsController {
  constructor(
    private readonly refunds: RefundsService,
    private readonly payments: PaymentsService,
    private readonly limits: MoneyLimits,
    @Inject(SETTINGS) private readonly settings: GatewaySettings,
  ) {}

  @Needs('payments.refund')
  @Post()
  @ApiOperation({
    summary: 'Give a settled payment back, whole or in part: a payment of its payee, decided like any other',
  })
  @TakesIdempotencyKey()
  @TakesWait()
  @AnswersWithPayment()
  @FailsAsPayment()
  @Fails(
    'payment.not_found',
    'conflict.payment_not_settled',
    'payment.refund_too_large',
    'payment.not_refundable',
  )
  async refund(
    @FromCaller() caller: Caller,
    @Param('paymentId', { schema: publicIdSchema('pay') }) paymentId: string,
    @Body({ schema: refundSchema }) { amount }: z.infer<typeof refundSchema>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const headers = paymentHeaders(request, caller, `refunds ${paymentId}`, this.settings.SANDBOX);
    await this.limits.count(caller, [flowUnknown], reply);
    const refund = await this.refunds.reserve(caller, paymentId, amount, headers.key);
    const body = {
      payer: refund.payerId,
      payee: refund.payeeId,
      amount: { value: refund.amountMinor, currency: refund.currency },
      type: 'transfer' as const,
      reference: `Refund of ${publicId('pay', paymentId)}`,
      deviceId: null,
      ...noEvidence,
    };
    const submission = {
      ...submissionOf(body, headers, request, refund.paymentId),
      isRefund: true,
      initiator: null,
    };
    sendAnswer(reply, await this.payments.submit(submission, headers.waitMs));
  }
}
