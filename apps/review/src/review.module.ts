import { type DynamicModule, Module } from '@nestjs/common';
import { paymentDecided, paymentLabelled, paymentReviewed, paymentSettled } from '@paymo/contracts';
import { ServiceModule } from '@paymo/messaging';
import type { Logger, Metrics, ServiceSettings } from '@paymo/platform';
import { Case } from './cases/case.entity.js';
import { CasesConsumer } from './cases/cases.consumer.js';
import { CasesController } from './cases/cases.controller.js';
import { CasesService } from './cases/cases.service.js';

@Module({})
export class ReviewModule {
  static forRoot(settings: ServiceSettings, logger: Logger, metrics: Metrics): DynamicModule {
    return {
      module: ReviewModule,
      imports: [
        ServiceModule.forRoot({
          service: 'review',
          settings,
          logger,
          metrics,
          produces: [
            paymentDecided.topic,
            paymentSettled.topic,
            paymentReviewed.topic,
            paymentLabelled.topic,
          ],
          patienceMs: 200,
          entities: [Case],
        }),
      ],
      controllers: [CasesController, CasesConsumer],
      providers: [CasesService],
    };
  }
}
