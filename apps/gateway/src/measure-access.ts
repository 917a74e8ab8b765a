// Serves one small route three times, for the bench: open to all, behind the access guard, and with the limits of
// payments as well. All parts are the gateway's own.
import 'reflect-metadata';
import { Body, Controller, type DynamicModule, Module, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import {
  AUDIT,
  type Caller,
  createHttpApp,
  createLogger,
  Database,
  FromCaller,
  loadSettings,
  Metrics,
  Needs,
  Public,
} from '@paymo/platform';
import { MoneyLimits } from './limits/money-limits.js';
import { type PaymentRequest, paymentRequestSchema } from './payments/payment-request.js';
import { gatewaySettings, SETTINGS } from './settings.js';

@Controller('measured')
class MeasuredController {
  constructor(private readonly limits: MoneyLimits) {}

  @Public()
  @Post('open')
  open(@Body({ schema: paymentRequestSchema }) body: PaymentRequest): { payer: string } {
    return { payer: body.payer };
  }

  @Needs('payments.create')
  @Post('guarded')
  guarded(
    @FromCaller() _caller: Caller,
    @Body({ schema: paymentRequestSchema }) body: PaymentRequest,
  ): { payer: string } {
    return { payer: body.payer };
  }

  @Needs('payments.create')
  @Post('limited')
  async limited(
    @FromCaller() caller: Caller,
    @Body({ schema: paymentRequestSchema }) body: PaymentRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ payer: string }> {
    await this.limits.count(caller, [body], reply);
    return { payer: body.payer };
  }
}

@Module({})
class MeasuredModule {}

const settings = loadSettings(gatewaySettings);
const logger = createLogger('gateway', settings.LOG_LEVEL);
const module: DynamicModule = {
  module: MeasuredModule,
  controllers: [MeasuredController],
  providers: [
    MoneyLimits,
    { provide: SETTINGS, useValue: settings },
    { provide: Database, useValue: new Database(settings.DATABASE_URL, logger, 2) },
    // Customers' requests leave nothing in the staff's log.
    { provide: AUDIT, useValue: { record: () => Promise.reject(new Error('no staff is measured')) } },
  ],
};
const app = await createHttpApp({ module, logger, metrics: new Metrics('gateway'), settings });
await app.listen(settings.PORT, settings.HOST);
process.send?.({ port: Number(new URL(await app.getUrl()).port) });
process.once('disconnect', () => process.exit(0));
