import { type DynamicModule, Module } from '@nestjs/common';
import { paymentDecided, paymentLabelled, paymentSubmitted } from '@paymo/contracts';
import { FraudModel } from '@paymo/inference';
import { ServiceModule } from '@paymo/messaging';
import type { Logger, Metrics } from '@paymo/platform';
import { DecisionsConsumer } from './decisions/decisions.consumer.js';
import { LabelsConsumer } from './labels/labels.consumer.js';
import { ModelsController } from './models/models.controller.js';
import type { ScoringSettings } from './settings.js';

@Module({})
export class ScoringModule {
  static forRoot(
    settings: ScoringSettings,
    champion: FraudModel,
    logger: Logger,
    metrics: Metrics,
  ): DynamicModule {
    return {
      module: ScoringModule,
      imports: [
        ServiceModule.forRoot({
          service: 'scoring',
          settings,
          logger,
          metrics,
          produces: [paymentSubmitted.topic, paymentDecided.topic, paymentLabelled.topic],
          entities: [],
        }),
      ],
      controllers: [DecisionsConsumer, LabelsConsumer, ModelsController],
      providers: [{ provide: FraudModel, useValue: champion }],
    };
  }
}
