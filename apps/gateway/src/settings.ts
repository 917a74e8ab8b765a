import { z } from 'zod';
import { holdSettings } from '@paymo/business-days';
import { cronSetting } from '@paymo/jobs';
import { consoleOriginSetting, serviceSettings, settingFlag } from '@paymo/platform';
import type { ClaimDays } from './claims/claim.js';
import type { AuthenticationPolicy } from './authentication/strong-authentication.js';

const settings = serviceSettings.extend({
  /** Honours what only tests and demonstrations may do: event times of their own, opening deposits. */
  SANDBOX: settingFlag.default(false),
  /** A payment that has no decision by then expires and its money is free again. */
  DECISION_DEADLINE_MS: z.coerce.number().int().min(100).default(60_000),
  CONSOLE_ORIGIN: consoleOriginSetting,
  ...holdSettings,
  /** Batches of requests under way at a time; more than 1 only in the naive design of the bench. */
  INTAKE_LANES: z.coerce.number().int().min(1).max(64).default(1),
  /** Payments a minute that one person, account or device may ask of an instance; a file counts all of its own. */
  PAYMENTS_PER_MINUTE: z.coerce.number().int().min(1).max(10_000_000).default(240),
  /** Payments a minute that customers may ask an instance to make to one other customer. */
  PAYMENTS_PER_MINUTE_AND_PAYEE: z.coerce.number().int().min(1).max(10_000_000).default(6000),
  /** Names of payees that a person may check in an hour, over all instances. */
  PAYEE_CHECKS_PER_HOUR: z.coerce.number().int().min(1).max(1_000_000).default(60),
  /** Handles and phone numbers that a person may look up in an hour, over all instances. */
  CONTACT_LOOKUPS_PER_HOUR: z.coerce.number().int().min(1).max(1_000_000).default(200),
  /** When the payments of standing orders that are due are asked for: a cron pattern in UTC, with or without seconds. */
  STANDING_ORDERS_AT: cronSetting.default('*/5 * * * *'),
  /** Secret that hashes of phone numbers are kept with; without it nobody is found by phone. */
  DISCOVERY_KEY: z.string().min(32).optional(),
  /** Whether customers who have registered no device key may pay. */
  STRONG_AUTHENTICATION: z.enum(['enrolled', 'always']).default('enrolled'),
  /** What is exempt from strong authentication: a payment, and all since the last one, in minor units. */
  LOW_VALUE_MINOR_MAX: z.coerce.number().int().min(0).default(3000),
  LOW_VALUE_SUM_MINOR_MAX: z.coerce.number().int().min(0).default(10_000),
  LOW_VALUE_PAYMENTS_MAX: z.coerce.number().int().min(0).default(5),
  /** Claims of fraud: how long after a payment, and what is paid and taken off, in minor units of its currency. */
  CLAIM_MONTHS: z.coerce.number().int().min(1).max(120).default(13),
  CLAIM_MINOR_MAX: z.coerce.number().int().min(1).default(8_500_000),
  CLAIM_EXCESS_MINOR: z.coerce.number().int().min(0).default(10_000),
  /** Reimbursements of more than that need the same decision of a second analyst, in minor units. */
  CLAIM_FOUR_EYES_MINOR: z.coerce.number().int().min(0).default(1_000_000),
  /** Business days in which a claim is decided, and at the latest when its clock was stopped. */
  CLAIM_BUSINESS_DAYS: z.coerce.number().int().min(1).max(35).default(5),
  CLAIM_BUSINESS_DAYS_MAX: z.coerce.number().int().min(1).max(35).default(35),
  /** How long before it is due an undecided claim is escalated. */
  CLAIM_ESCALATION_HOURS: z.coerce.number().int().min(1).default(24),
  /** Where weaknesses are to be reported, as security.txt says it; without it there is none. */
  SECURITY_CONTACT: z.url({ protocol: /^(mailto|https)$/ }).optional(),
  /** Lets webhooks go to http and to addresses inside the network; for tests on one machine only. */
  WEBHOOKS_TO_PRIVATE_ADDRESSES: settingFlag.default(false),
});

export const gatewaySettings = settings.refine(
  ({ CLAIM_BUSINESS_DAYS, CLAIM_BUSINESS_DAYS_MAX }) => CLAIM_BUSINESS_DAYS <= CLAIM_BUSINESS_DAYS_MAX,
  { path: ['CLAIM_BUSINESS_DAYS_MAX'], message: 'may not be less than CLAIM_BUSINESS_DAYS' },
);
export type GatewaySettings = z.infer<typeof gatewaySettings>;

export function authenticationPolicy(settings: GatewaySettings): AuthenticationPolicy {
  return {
    isAlways: settings.STRONG_AUTHENTICATION === 'always',
    lowValue: {
      paymentMinorMax: BigInt(settings.LOW_VALUE_MINOR_MAX),
      sumMinorMax: BigInt(settings.LOW_VALUE_SUM_MINOR_MAX),
      paymentsMax: settings.LOW_VALUE_PAYMENTS_MAX,
    },
  };
}

export function claimDays(settings: GatewaySettings): ClaimDays {
  return {
    usual: settings.CLAIM_BUSINESS_DAYS,
    latest: settings.CLAIM_BUSINESS_DAYS_MAX,
    division: settings.HOLD_DIVISION,
  };
}

/** Injection token of the gateway's settings. */
export const SETTINGS = Symbol('settings');
