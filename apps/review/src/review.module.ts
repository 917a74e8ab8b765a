import { type DynamicModule, Module } from '@nestjs/common';
import { AccountOwnersConsumer } from '@paymo/accounts';
import {
  accountOpened,
  informationGiven,
  informationRequested,
  paymentDecided,
  paymentLabelled,
  paymentReviewed,
  paymentSettled,
} from '@paymo/contracts';
import { ServiceModule } from '@paymo/messaging';
import { Cursors, type Logger, type Metrics } from '@paymo/platform';
import { Case } from './cases/case.entity.js';
import { CasesConsumer } from './cases/cases.consumer.js';
import { CasesController } from './cases/cases.controller.js';
import { PartiesController } from './cases/parties.controller.js';
import { CasesReader } from './cases/cases.reader.js';
import { ClustersController } from './clusters/clusters.controller.js';
import { ClustersService } from './clusters/clusters.service.js';
import { ConsoleController } from './console/console.controller.js';
import { ConsoleFiles } from './console/console-files.js';
import { FilesController } from './files/files.controller.js';
import { InformationConsumer } from './information/information.consumer.js';
import { InformationController } from './information/information.controller.js';
import { InformationService } from './information/information.service.js';
import { LinksController } from './links/links.controller.js';
import { LinksService } from './links/links.service.js';
import { MergesController } from './merges/merges.controller.js';
import { MergesService } from './merges/merges.service.js';
import { NotesController } from './notes/notes.controller.js';
import { QueueCounter } from './queue/queue-counter.js';
import { QueueFeed } from './queue/queue-feed.js';
import { QueueStreamController } from './queue/queue-stream.controller.js';
import { QueueController } from './queue/queue.controller.js';
import { QueueService } from './queue/queue.service.js';
import { SecondLooksController } from './second-looks/second-looks.controller.js';
import { type ReviewSettings, SETTINGS } from './settings.js';
import { StaffingController } from './staffing/staffing.controller.js';
import { StaffingService } from './staffing/staffing.service.js';
import { StatisticsController } from './statistics/statistics.controller.js';
import { StatisticsService } from './statistics/statistics.service.js';
import { TagsController } from './tags/tags.controller.js';
import { ViewsController } from './views/views.controller.js';
import { VerdictPublisher } from './verdicts/verdict-publisher.js';
import { VerdictsController } from './verdicts/verdicts.controller.js';
import { VerdictsService } from './verdicts/verdicts.service.js';

const controllers = [
  ConsoleController,
  QueueController,
  QueueStreamController,
  VerdictsController,
  NotesController,
  TagsController,
  ViewsController,
  InformationController,
  InformationConsumer,
  StatisticsController,
  StaffingController,
  PartiesController,
  CasesController,
  CasesConsumer,
  AccountOwnersConsumer,
  ClustersController,
  LinksController,
  MergesController,
  FilesController,
  SecondLooksController,
];

const providers = [
  ConsoleFiles,
  Cursors,
  CasesReader,
  QueueService,
  QueueCounter,
  QueueFeed,
  VerdictsService,
  ClustersService,
  LinksService,
  MergesService,
  InformationService,
  StatisticsService,
  StaffingService,
  VerdictPublisher,
];

@Module({})
export class ReviewModule {
  static forRoot(settings: ReviewSettings, logger: Logger, metrics: Metrics): DynamicModule {
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
            accountOpened.topic,
            informationRequested.topic,
            informationGiven.topic,
          ],
          patienceMs: 200,
          entities: [Case],
        }),
      ],
      controllers,
      providers: [{ provide: SETTINGS, useValue: settings }, ...providers],
    };
  }
}
