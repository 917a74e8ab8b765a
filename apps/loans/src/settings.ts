import { z } from 'zod';
import { cronSetting } from '@paymo/jobs';
import { consoleOriginSetting, serviceSettings, settingFlag } from '@paymo/platform';

/** A model folder in MODELS_DIR. */
export const creditModelId = z.string().regex(/^[a-z][a-z0-9-]*\/[\w-][\w.-]*$/, 'must be <name>/<version>');

export const loansSettings = serviceSettings.extend({
  /** Honours what only tests and demonstrations may do: a date of their own, and nightly runs when they ask. */
  SANDBOX: settingFlag.default(false),
  /** Folder of model folders: `<MODELS_DIR>/<name>/<version>`. */
  MODELS_DIR: z.string().min(1).default('models'),
  /** The first champion of a new system, as `<name>/<version>`; later ones are promoted. */
  CREDIT_MODEL: creditModelId.default('credit/1'),
  /** The credit policy, in MODELS_DIR. */
  CREDIT_POLICY: z.string().min(1).default('credit/policy.json'),
  CONSOLE_ORIGIN: consoleOriginSetting,
  /** When the nightly run starts: a cron pattern in UTC, with or without seconds. */
  NIGHTLY_RUN_AT: cronSetting.default('0 1 * * *'),
});
export type LoansSettings = z.infer<typeof loansSettings>;

/** Injection token of the service's settings. */
export const SETTINGS = Symbol('settings');
