import 'reflect-metadata';
import { BatchIntake } from '@paymo/messaging';
import { createLogger, failStart, loadSettings, Metrics, runService } from '@paymo/platform';
import { apiFacts, LoansModule } from './loans.module.js';
import { loansSettings } from './settings.js';

const settings = loadSettings(loansSettings);
const logger = createLogger('loans', settings.LOG_LEVEL);
const metrics = new Metrics('loans');

await runService({
  module: LoansModule.forRoot(settings, logger, metrics),
  ...apiFacts,
  logger,
  metrics,
  settings,
  // A model that is pushed: a few megabytes of trees at most.
  largeBodies: { path: '/admin/loans/models', bytesMax: 16 * 1024 * 1024 },
  consoleOrigin: settings.CONSOLE_ORIGIN,
  intake: (app) => app.get(BatchIntake),
}).catch((error: unknown) => failStart(logger, error));
