import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type ApiFacts, describeApi } from './api-description.js';

/** Prints the description of a service that is not started: it needs no database and no Kafka. */
export async function printDescription(module: DynamicModule, facts: ApiFacts): Promise<void> {
  const app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), {
    preview: true,
    logger: false,
    abortOnError: false,
  });
  const text = `${JSON.stringify(describeApi(app, facts), null, 2)}\n`;
  // Pools and timers of the module, which nobody starts, would keep the process alive.
  process.stdout.write(text, () => process.exit());
}
