import type { CustomTransportStrategy } from '@nestjs/microservices';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createHttpApp, type HttpParts } from './http-app.js';
import type { Logger } from './logger.js';
import { Readiness } from './readiness.js';
import { type ApiFacts, serveDescription } from './api/api-description.js';

const drainMsMax = 25_000;

export interface ServiceParts extends HttpParts, ApiFacts {
  /** The service's Kafka intake, taken from its module. */
  readonly intake: (app: NestFastifyApplication) => CustomTransportStrategy;
}

/**
 * Runs a service until it is told to stop. SIGTERM and SIGINT drain it: it stops taking work, finishes
 * and commits the batches at hand, publishes what they announced and leaves.
 */
export async function runService(parts: ServiceParts): Promise<void> {
  const { logger } = parts;
  const app = await createHttpApp(parts);
  serveDescription(app, parts);
  app.connectMicroservice({ strategy: parts.intake(app) }, { inheritAppConfig: false });
  // What decides must be in place before the first event is taken.
  await app.init();
  await app.startAllMicroservices();
  await app.listen(parts.settings.PORT, parts.settings.HOST);
  logger.info({ url: await app.getUrl() }, 'service started');

  let isStopping = false;
  const stop = (signal: string): void => {
    if (isStopping) return;
    isStopping = true;
    logger.info({ signal }, 'service draining');
    app.get(Readiness).drain();
    setTimeout(() => {
      logger.error('drain took too long');
      process.exit(1);
    }, drainMsMax).unref();
    app.close().then(
      () => {
        logger.info('service stopped');
        process.exit(0);
      },
      (error: unknown) => {
        logger.error({ err: error }, 'drain failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

/** Ends the process when a service cannot start, saying why. */
export function failStart(logger: Logger, error: unknown): never {
  logger.fatal({ err: error }, 'service did not start');
  process.exit(1);
}
