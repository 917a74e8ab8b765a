import { type DynamicModule, Module } from '@nestjs/common';
import { AccountOwners, AccountOwnersConsumer, readLearnedOwners } from '@paymo/accounts';
import { accountOpened, loanChanged, paymentSettled } from '@paymo/contracts';
import { ServiceModule } from '@paymo/messaging';
import { Database, type Logger, type Metrics } from '@paymo/platform';
import { Generations } from './batch/generations.service.js';
import { NightlyRuns } from './batch/nightly-runs.service.js';
import { RunBatch } from './batch/run-batch.service.js';
import { RunsController } from './batch/runs.controller.js';
import { EventsConsumer } from './collection/events.consumer.js';
import { CustomersController } from './customers/customers.controller.js';
import { InspectionController } from './customers/inspection.controller.js';
import { ReportController } from './report/report.controller.js';
import { RecommendationsController } from './serving/recommendations.controller.js';
import { RecommendationsService } from './serving/recommendations.service.js';
import { type RecommendationsSettings, SETTINGS } from './settings.js';

@Module({})
export class RecommendationsModule {
  static forRoot(settings: RecommendationsSettings, logger: Logger, metrics: Metrics): DynamicModule {
    return {
      module: RecommendationsModule,
      imports: [
        ServiceModule.forRoot({
          service: 'recommendations',
          settings,
          logger,
          metrics,
          produces: [paymentSettled.topic, loanChanged.topic, accountOpened.topic],
          patienceMs: 200,
          entities: [],
        }),
      ],
      controllers: [
        EventsConsumer,
        AccountOwnersConsumer,
        RunsController,
        ReportController,
        RecommendationsController,
        CustomersController,
        InspectionController,
      ],
      providers: [
        { provide: SETTINGS, useValue: settings },
        {
          provide: AccountOwners,
          useFactory: (database: Database) => new AccountOwners(database, readLearnedOwners),
          inject: [Database],
        },
        Generations,
        RunBatch,
        NightlyRuns,
        RecommendationsService,
      ],
    };
  }
}
