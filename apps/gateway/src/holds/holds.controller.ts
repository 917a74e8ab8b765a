import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  Answers,
  type Caller,
  Fails,
  FromCaller,
  Needs,
  PaymoError,
  publicId,
  publicIdSchema,
} from '@paymo/platform';
import { PaymentsReader } from '../payments/payments.reader.js';
import { type HoldView, holdViewSchema } from './hold-view.js';
import { HoldsReader } from './holds.reader.js';

@ApiTags('payments')
@Controller('v1/payments/:paymentId/hold')
export class HoldsController {
  constructor(
    private readonly holds: HoldsReader,
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
    const payment = await this.payments.sent(caller, paymentId);
    const hold = await this.holds.of(payment);
    if (hold !== undefined) return hold;
    throw new PaymoError('payment.not_held', `${publicId('pay', paymentId)} is ${payment.status}.`);
  }
}
