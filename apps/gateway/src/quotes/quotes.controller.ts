import { Body, Controller, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { currencySchema, moneySchema } from '@paymo/contracts';
import {
  Answers,
  type Caller,
  Fails,
  FromCaller,
  Needs,
  publicId,
  publicIdSchema,
  publicIdTextSchema,
  timeSchema,
} from '@paymo/platform';
import { QuotesService } from './quotes.service.js';
import { purposes, riskBands } from './scam-risk.js';

const quoteRequestSchema = z.strictObject({
  payer: publicIdSchema('acc'),
  payee: publicIdSchema('acc'),
  amount: moneySchema,
  purpose: z.enum(purposes).default('other'),
  payeeCheckId: publicIdSchema('chk').nullable().default(null),
});

const quoteSchema = z
  .strictObject({
    quoteId: publicIdTextSchema('quo').describe('For the payment to quote'),
    fees: z.strictObject({ value: z.int().min(0), currency: currencySchema }),
    riskBand: z.enum(riskBands),
    warning: z
      .strictObject({
        code: z.string().meta({ examples: ['invoice'] }),
        text: z.string().describe('To be shown to the payer'),
      })
      .nullable(),
    acknowledgementId: publicIdTextSchema('ack')
      .nullable()
      .describe('When the payer has to acknowledge the warning: for the payment to quote once they have'),
    expiresAt: timeSchema,
  })
  .meta({ id: 'Quote' });

@ApiTags('payments')
@Controller('v1/payments/quote')
export class QuotesController {
  constructor(private readonly quotes: QuotesService) {}

  @Needs('payments.create')
  @Post()
  @ApiOperation({ summary: 'Ask before you pay what it costs, and what to beware of' })
  @Answers(201, 'What is to be told to the payer', quoteSchema)
  @Fails('account.not_found', 'payment.payee_check_unusable')
  async quote(
    @FromCaller() caller: Caller,
    @Body({ schema: quoteRequestSchema }) request: z.infer<typeof quoteRequestSchema>,
  ): Promise<z.infer<typeof quoteSchema>> {
    const { id, band, warning, acknowledgementId, expiresAt } = await this.quotes.quote(caller, request);
    return {
      quoteId: publicId('quo', id),
      fees: { value: 0, currency: request.amount.currency },
      riskBand: band,
      warning,
      acknowledgementId: acknowledgementId === null ? null : publicId('ack', acknowledgementId),
      expiresAt: expiresAt.toISOString(),
    };
  }
}
