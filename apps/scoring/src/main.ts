import 'reflect-metadata';
import { join } from 'node:path';
import { catalogueFeatures } from '@paymo/features';
import { FraudModel } from '@paymo/inference';
import { BatchIntake } from '@paymo/messaging';
import { createLogger, failStart, loadSettings, Metrics, runService } from '@paymo/platform';
import { ScoringModule } from './scoring.module.js';
import { scoringSettings } from './settings.js';

const settings = loadSettings(scoringSettings);
const logger = createLogger('scoring', settings.LOG_LEVEL);
const metrics = new Metrics('scoring');

try {
  const champion = await FraudModel.load(join(settings.MODELS_DIR, settings.CHAMPION), catalogueFeatures);
  await runService({
    module: ScoringModule.forRoot(settings, champion, logger, metrics),
    title: 'Paymo scoring',
    logger,
    metrics,
    host: settings.HOST,
    port: settings.PORT,
    intake: (app) => app.get(BatchIntake),
  });
} catch (error) {
  failStart(logger, error);
}
