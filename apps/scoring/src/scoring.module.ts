import { type DynamicModule, Module } from '@nestjs/common';
import { paymentDecided, paymentLabelled, paymentSubmitted } from '@paymo/contracts';
import { ServiceModule } from '@paymo/messaging';
import type { Logger, Metrics } from '@paymo/platform';
import { DecisionsConsumer } from './decisions/decisions.consumer.js';
import { ExportsController } from './exports/exports.controller.js';
import { DriftController } from './drift/drift.controller.js';
import { DriftService } from './drift/drift.service.js';
import { LabelsConsumer } from './labels/labels.consumer.js';
import { LabelsController } from './labels/labels.controller.js';
import { LabelsService } from './labels/labels.service.js';
import { ListsController } from './lists/lists.controller.js';
import { ListsService } from './lists/lists.service.js';
import { CanaryWatch } from './models/canary-watch.service.js';
import { DroppedModels } from './models/dropped-models.service.js';
import { ModelsController } from './models/models.controller.js';
import { ModelsService } from './models/models.service.js';
import { InferenceTurns } from './open-inference/inference-turns.js';
import { OpenInferenceController } from './open-inference/open-inference.controller.js';
import { DecisionsController } from './replays/decisions.controller.js';
import { RecomputationsService } from './replays/recomputations.service.js';
import { ReplaysController } from './replays/replays.controller.js';
import { ReplaysService } from './replays/replays.service.js';
import { AuthoringController } from './rules/authoring.controller.js';
import { PoliciesController } from './rules/policies.controller.js';
import { PoliciesService } from './rules/policies.service.js';
import { RulesController } from './rules/rules.controller.js';
import { RulesService } from './rules/rules.service.js';
import { ServingService } from './serving/serving.service.js';
import { type ScoringSettings, SETTINGS } from './settings.js';

@Module({})
export class ScoringModule {
  static forRoot(settings: ScoringSettings, logger: Logger, metrics: Metrics): DynamicModule {
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
        LabelsController,
        ModelsController,
        ReplaysController,
        DecisionsController,
        DriftController,
        RulesController,
        AuthoringController,
        ListsController,
        PoliciesController,
        OpenInferenceController,
        ExportsController,
      ],
      providers: [
        { provide: SETTINGS, useValue: settings },
        ServingService,
        ModelsService,
        DroppedModels,
        CanaryWatch,
        DriftService,
        ReplaysService,
        RecomputationsService,
        RulesService,
        ListsService,
        PoliciesService,
        InferenceTurns,
        LabelsService,
      ],
    };
  }
}
