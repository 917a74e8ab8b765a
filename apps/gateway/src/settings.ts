import { z } from 'zod';
import { holdSettings } from '@paymo/business-days';
import { serviceSettings, settingFlag } from '@paymo/platform';

export const gatewaySettings = serviceSettings.extend({
  /** Honours what only tests and demonstrations may do: event times of their own, opening deposits. */
  SANDBOX: settingFlag.default(false),
  /** A payment that has no decision by then expires and its money is free again. */
  DECISION_DEADLINE_MS: z.coerce.number().int().min(100).default(60_000),
  ...holdSettings,
  /** Batches of requests under way at a time; more than 1 only in the naive design of the bench. */
  INTAKE_LANES: z.coerce.number().int().min(1).max(64).default(1),
  /** Names of payees that a person may check in an hour, over all instances. */
  PAYEE_CHECKS_PER_HOUR: z.coerce.number().int().min(1).max(1_000_000).default(60),
  /** Lets webhooks go to http and to addresses inside the network; for tests on one machine only. */
  WEBHOOKS_TO_PRIVATE_ADDRESSES: settingFlag.default(false),
});
export type GatewaySettings = z.infer<typeof gatewaySettings>;

/** Injection token of the gateway's settings. */
export const SETTINGS = Symbol('settings');
