// Prints the OpenAPI description of the gateway.
import 'reflect-metadata';
import { createLogger, Metrics, printDescription } from '@paymo/platform';
import { apiFacts, GatewayModule } from './gateway.module.js';
import { gatewaySettings } from './settings.js';

/** Addresses of what is not there: nothing is started. */
const settings = gatewaySettings.parse({
  DATABASE_URL: 'postgres://none',
  KAFKA_BROKERS: 'none:1',
  TOKEN_ISSUER: 'http://none',
});
const module = GatewayModule.forRoot(settings, createLogger('gateway', 'silent'), new Metrics('gateway'));
await printDescription(module, apiFacts);
