import 'reflect-metadata';
import { BatchIntake } from '@paymo/messaging';
import { createLogger, failStart, loadSettings, Metrics, runService } from '@paymo/platform';
import { RecommendationsModule } from './recommendations.module.js';
import { recommendationsSettings } from './settings.js';

const settings = loadSettings(recommendationsSettings);
const logger = createLogger('recommendations', settings.LOG_LEVEL);
const metrics = new Metrics('recommendations');

await runService({
  module: RecommendationsModule.forRoot(settings, logger, metrics),
  title: 'Paymo recommendations',
  logger,
  metrics,
  settings,
  consoleOrigin: settings.CONSOLE_ORIGIN,
  intake: (app) => app.get(BatchIntake),
}).catch((error: unknown) => failStart(logger, error));
