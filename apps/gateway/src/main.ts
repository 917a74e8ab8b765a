import 'reflect-metadata';
import { BatchIntake } from '@paymo/messaging';
import { createLogger, failStart, loadSettings, Metrics, runService } from '@paymo/platform';
import { apiFacts, GatewayModule } from './gateway.module.js';
import { gatewaySettings } from './settings.js';

const settings = loadSettings(gatewaySettings);
const logger = createLogger('gateway', settings.LOG_LEVEL);
const metrics = new Metrics('gateway');

await runService({
  module: GatewayModule.forRoot(settings, logger, metrics),
  ...apiFacts,
  logger,
  metrics,
  settings,
  largeBodies: { path: '/v1/payment-files', bytesMax: 512 * 1024 },
  consoleOrigin: settings.CONSOLE_ORIGIN,
  intake: (app) => app.get(BatchIntake),
}).catch((error: unknown) => failStart(logger, error));
