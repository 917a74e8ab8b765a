import 'reflect-metadata';
import { BatchIntake } from '@paymo/messaging';
import { createLogger, failStart, loadSettings, Metrics, runService } from '@paymo/platform';
import { ScoringModule } from './scoring.module.js';
import { scoringSettings } from './settings.js';

/** A pushed model comes as base64 with its golden rows. */
const bodyBytesMax = 64 * 1024 * 1024;

const settings = loadSettings(scoringSettings);
const logger = createLogger('scoring', settings.LOG_LEVEL);
const metrics = new Metrics('scoring');

await runService({
  module: ScoringModule.forRoot(settings, logger, metrics),
  title: 'Paymo scoring',
  logger,
  metrics,
  settings,
  bodyBytesMax,
  consoleOrigin: settings.CONSOLE_ORIGIN,
  intake: (app) => app.get(BatchIntake),
}).catch((error: unknown) => failStart(logger, error));
