import { type DynamicModule, Module } from '@nestjs/common';
import {
  ledgerTransferCompleted,
  ledgerTransferRequested,
  paymentDecided,
  paymentReviewed,
  paymentSettled,
  paymentSubmitted,
} from '@paymo/contracts';
import { ServiceModule } from '@paymo/messaging';
import type { Logger, Metrics } from '@paymo/platform';
import { AccountsController } from './accounts/accounts.controller.js';
import { AccountsService } from './accounts/accounts.service.js';
import { Payment } from './payments/payment.entity.js';
import { PaymentsConsumer } from './payments/payments.consumer.js';
import { PaymentsController } from './payments/payments.controller.js';
import { PaymentsReader } from './payments/payments.reader.js';
import { PaymentsService } from './payments/payments.service.js';
import { type GatewaySettings, SETTINGS } from './settings.js';
import { TransfersConsumer } from './transfers/transfers.consumer.js';

@Module({})
export class GatewayModule {
  static forRoot(settings: GatewaySettings, logger: Logger, metrics: Metrics): DynamicModule {
    return {
      module: GatewayModule,
      imports: [
        ServiceModule.forRoot({
          service: 'gateway',
          settings,
          logger,
          metrics,
          produces: [
            paymentSubmitted.topic,
            paymentSettled.topic,
            paymentDecided.topic,
            paymentReviewed.topic,
            ledgerTransferRequested.topic,
            ledgerTransferCompleted.topic,
          ],
          entities: [Payment],
        }),
      ],
      controllers: [AccountsController, PaymentsController, PaymentsConsumer, TransfersConsumer],
      providers: [
        { provide: SETTINGS, useValue: settings },
        AccountsService,
        PaymentsReader,
        PaymentsService,
      ],
    };
  }
}
