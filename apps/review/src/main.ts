import 'reflect-metadata';
import { BatchIntake } from '@paymo/messaging';
import { createLogger, failStart, loadSettings, Metrics, runService } from '@paymo/platform';
import { ReviewModule } from './review.module.js';
import { reviewSettings } from './settings.js';

const settings = loadSettings(reviewSettings);
const logger = createLogger('review', settings.LOG_LEVEL);
const metrics = new Metrics('review');

await runService({
  module: ReviewModule.forRoot(settings, logger, metrics),
  title: 'Paymo review',
  logger,
  metrics,
  settings,
  // A file of 2 MiB in base64, and what is around it.
  largeBodies: { path: '/review/cases/:caseId/files', bytesMax: 3 * 1024 * 1024 },
  intake: (app) => app.get(BatchIntake),
}).catch((error: unknown) => failStart(logger, error));
