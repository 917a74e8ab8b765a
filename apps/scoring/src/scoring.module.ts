import { type DynamicModule, Module } from '@nestjs/common';
import { paymentDecided, paymentLabelled, paymentSubmitted } from '@paymo/contracts';
import { FraudModel } from '@paymo/inference';
import { ServiceModule } from '@paymo/messaging';
import type { Logger, Metrics } from '@paymo/platform';
import { DecisionsConsumer } from './decisions/decisions.consumer.js';
import { LabelsConsumer } from './labels/labels.consumer.js';
import { ListsController } from './lists/lists.controller.js';
import { ListsService } from './lists/lists.service.js';
import { ModelsController } from './models/models.controller.js';
import { PoliciesController } from './rules/policies.controller.js';
import { PoliciesService } from './rules/policies.service.js';
import { RulesController } from './rules/rules.controller.js';
import { RulesService } from './rules/rules.service.js';
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
      controllers: [
        DecisionsConsumer,
        LabelsConsumer,
        ModelsController,
        RulesController,
        ListsController,
        PoliciesController,
      ],
      providers: [{ provide: FraudModel, useValue: champion }, RulesService, ListsService, PoliciesService],
    };
  }
}
