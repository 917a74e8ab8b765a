import { type DynamicModule, Module } from '@nestjs/common';
import { AccountOwners, AccountOwnersConsumer, readLearnedOwners } from '@paymo/accounts';
import {
  accountOpened,
  applicationReviewed,
  ledgerTransferCompleted,
  ledgerTransferRequested,
  loanChanged,
  paymentSettled,
} from '@paymo/contracts';
import { ServiceModule } from '@paymo/messaging';
import { type ApiFacts, Database, type Logger, type Metrics } from '@paymo/platform';
import { ApplicationsController } from './applications/applications.controller.js';
import { ApplicationsService } from './applications/applications.service.js';
import { ApplicationCasesController } from './cases/application-cases.controller.js';
import { CollectionsController } from './collections/collections.controller.js';
import { NightlyJobsService } from './collections/nightly-jobs.service.js';
import { NightlyRunService } from './collections/nightly-run.service.js';
import { PortfolioService } from './collections/portfolio.service.js';
import { CareController } from './loans/care.controller.js';
import { LoansController } from './loans/loans.controller.js';
import { LoansService } from './loans/loans.service.js';
import { RepaymentsService } from './loans/repayments.service.js';
import { TransfersConsumer } from './loans/transfers.consumer.js';
import { CreditModelsController } from './models/credit-models.controller.js';
import { CreditModelsService } from './models/credit-models.service.js';
import { CreditServing } from './models/credit-serving.service.js';
import { ReplaysController } from './replays/replays.controller.js';
import { ReplaysService } from './replays/replays.service.js';
import { ReviewsController } from './reviews/reviews.controller.js';
import { ReviewsService } from './reviews/reviews.service.js';
import { type LoansSettings, SETTINGS } from './settings.js';
import { SettledPaymentsConsumer } from './settled-payments.consumer.js';

export const apiFacts: ApiFacts = { title: 'Paymo loans' };

const services = [
  CreditServing,
  CreditModelsService,
  ApplicationsService,
  LoansService,
  RepaymentsService,
  NightlyRunService,
  NightlyJobsService,
  PortfolioService,
  ReviewsService,
  ReplaysService,
];

@Module({})
export class LoansModule {
  static forRoot(settings: LoansSettings, logger: Logger, metrics: Metrics): DynamicModule {
    return {
      module: LoansModule,
      imports: [
        ServiceModule.forRoot({
          service: 'loans',
          settings,
          logger,
          metrics,
          produces: [
            accountOpened.topic,
            paymentSettled.topic,
            ledgerTransferRequested.topic,
            ledgerTransferCompleted.topic,
            loanChanged.topic,
            applicationReviewed.topic,
          ],
          patienceMs: 0,
          entities: [],
        }),
      ],
      controllers: [
        ApplicationsController,
        LoansController,
        CareController,
        CollectionsController,
        ReviewsController,
        ReplaysController,
        CreditModelsController,
        ApplicationCasesController,
        AccountOwnersConsumer,
        SettledPaymentsConsumer,
        TransfersConsumer,
      ],
      providers: [
        { provide: SETTINGS, useValue: settings },
        {
          provide: AccountOwners,
          useFactory: (database: Database) => new AccountOwners(database, readLearnedOwners),
          inject: [Database],
        },
        ...services,
      ],
    };
  }
}
