import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Answers, type Caller, Fails, FromCaller, Needs, publicIdSchema, TakesWait } from '@paymo/platform';
import { waitMsOf } from '../payments/payment-request.js';
import { viewPayment } from '../payments/payment-view.js';
import { AnswersWithPayment, sendAnswer } from '../payments/submission.js';
import { actionSchema, viewAction, wrongTriesMax } from './challenge.js';
import { type Authentication, ConfirmationsService } from './confirmations.service.js';
import { exemptions } from './exemptions.js';

const confirmationSchema = z.strictObject({
  /** Compact JWS over the payload of the action, whose header names the device key as `kid`. */
  signature: z.string().max(4000),
});

const outcomes = ['exempt', 'waiting', 'confirmed', 'too_many_tries', 'timed_out', 'cancelled'] as const;

const authenticationSchema = z
  .strictObject({
    outcome: z.enum(outcomes),
    exemption: z.enum(exemptions).nullable().describe('Why nothing had to be signed'),
    action: actionSchema.nullable().describe('What is to be signed; null when nothing is, or no longer'),
    triesLeft: z.int().min(0).max(wrongTriesMax),
  })
  .meta({ id: 'PaymentAuthentication' });
type AuthenticationView = z.infer<typeof authenticationSchema>;

const paymentId = { schema: publicIdSchema('pay') };

@ApiTags('payments')
@Controller('v1/payments/:paymentId')
export class ConfirmationsController {
  constructor(private readonly confirmations: ConfirmationsService) {}

  @Needs('payments.create')
  @Post('confirm')
  @ApiOperation({ summary: 'Sign a payment that requires it; answers with the decided payment' })
  @TakesWait()
  @AnswersWithPayment()
  @Fails('payment.not_found', 'conflict.payment_not_waiting', 'payment.signature_refused')
  async confirm(
    @FromCaller() caller: Caller,
    @Param('paymentId', paymentId) id: string,
    @Body({ schema: confirmationSchema }) { signature }: z.infer<typeof confirmationSchema>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const prefer = [request.headers.prefer].flat()[0];
    const payment = await this.confirmations.confirm(caller, id, signature, waitMsOf(prefer));
    const status = payment.status === 'submitted' ? 202 : 201;
    sendAnswer(reply, {
      answer: { status, body: JSON.stringify(viewPayment(payment)) },
      isReplay: false,
    });
  }

  @Needs('payments.read')
  @Get('authentication')
  @ApiOperation({ summary: 'Say how a payment was authenticated, or what is still to be signed' })
  @Answers(200, 'Its authentication', authenticationSchema)
  @Fails('payment.not_found', 'payment.not_authenticated')
  async read(
    @FromCaller() caller: Caller,
    @Param('paymentId', paymentId) id: string,
  ): Promise<AuthenticationView> {
    const authentication = await this.confirmations.read(caller, id);
    const { payment, row, challenge } = authentication;
    const outcome = outcomeOf(authentication);
    return {
      outcome,
      exemption: row.exemption,
      action: outcome === 'waiting' && challenge !== null ? viewAction(payment, challenge) : null,
      triesLeft: wrongTriesMax - row.wrong_tries,
    };
  }
}

function outcomeOf({ payment, row }: Authentication): AuthenticationView['outcome'] {
  if (row.exemption !== null) return 'exempt';
  if (row.device_key_id !== null) return 'confirmed';
  if (payment.status === 'requires_action') return 'waiting';
  if (payment.status === 'failed') return 'too_many_tries';
  return payment.status === 'expired' ? 'timed_out' : 'cancelled';
}
