import { Body, Controller, Get, Header, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  Answers,
  type Caller,
  Fails,
  FromCaller,
  Needs,
  publicIdSchema,
  TakesIdempotencyKey,
  TakesXml,
  xmlTextSchema,
} from '@paymo/platform';
import { PaymentsReader } from '../payments/payments.reader.js';
import { paymentHeaders, sendAnswer } from '../payments/submission.js';
import { type MoneyFlow, MoneyLimits } from '../limits/money-limits.js';
import { type GatewaySettings, SETTINGS } from '../settings.js';
import { creditTransferXml } from './credit-transfer-export.js';
import { type CreditTransfer, readCreditTransfers } from './credit-transfer-file.js';
import { creditTransferExample } from './credit-transfer-example.js';
import { paymentFileViewSchema } from './payment-file-view.js';
import { PaymentFilesService } from './payment-files.service.js';
import { TransferFactsReader } from './transfer-facts.reader.js';

const pacs008Schema = z
  .string()
  .meta({ examples: ['<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08">…</Document>'] });

/** Payments in the messages of ISO 20022. */
@ApiTags('ISO 20022')
@Controller('v1')
export class PaymentMessagesController {
  constructor(
    private readonly files: PaymentFilesService,
    private readonly payments: PaymentsReader,
    private readonly facts: TransferFactsReader,
    private readonly limits: MoneyLimits,
    @Inject(SETTINGS) private readonly settings: GatewaySettings,
  ) {}

  @Needs('payments.create')
  @Post('payment-files')
  @ApiOperation({
    summary: 'Send a file of payments (ISO 20022 pain.001.001.09); each is decided like any other',
  })
  @TakesXml()
  @ApiConsumes('application/xml')
  @ApiBody({ schema: { type: 'string', example: creditTransferExample } })
  @TakesIdempotencyKey()
  @Answers(201, 'What became of each transfer', paymentFileViewSchema)
  @Fails('payment_file.faulty', 'conflict.idempotency_key_reused', 'conflict.idempotency_key_in_use')
  async pay(
    @FromCaller() caller: Caller,
    @Body({ schema: xmlTextSchema }) xml: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const headers = paymentHeaders(request, caller, 'payment-files', this.settings.SANDBOX);
    const file = readCreditTransfers(xml, new Date().toISOString().slice(0, 10));
    await this.limits.count(caller, file.transfers.map(flowOf), reply);
    sendAnswer(reply, await this.files.pay(caller, file, headers, request));
  }

  @Needs('payments.read')
  @Get('payments/:paymentId/pacs.008')
  @Header('content-type', 'application/xml; charset=utf-8')
  @ApiOperation({ summary: 'A settled payment as ISO 20022 pacs.008.001.08' })
  @ApiProduces('application/xml')
  @Answers(200, 'The message', pacs008Schema)
  @Fails('payment.not_found', 'conflict.payment_not_settled')
  async creditTransfer(
    @FromCaller() caller: Caller,
    @Param('paymentId', { schema: publicIdSchema('pay') }) paymentId: string,
  ): Promise<string> {
    const payment = await this.payments.one(caller, paymentId);
    return creditTransferXml(payment, await this.facts.of(payment));
  }
}

function flowOf({ debtorAccountId, creditorAccountId }: CreditTransfer): MoneyFlow {
  return { payer: debtorAccountId, payee: creditorAccountId, deviceId: null };
}
