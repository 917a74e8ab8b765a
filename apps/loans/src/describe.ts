// Prints the OpenAPI description of the loans service.
import 'reflect-metadata';
import { createLogger, Metrics, printDescription } from '@paymo/platform';
import { apiFacts, LoansModule } from './loans.module.js';
import { loansSettings } from './settings.js';

/** Addresses of what is not there: nothing is started. */
const settings = loansSettings.parse({
  DATABASE_URL: 'postgres://none',
  KAFKA_BROKERS: 'none:1',
  TOKEN_ISSUER: 'http://none',
});
const module = LoansModule.forRoot(settings, createLogger('loans', 'silent'), new Metrics('loans'));
await printDescription(module, apiFacts);
