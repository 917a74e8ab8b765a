import { z } from 'zod';
import { consoleOriginSetting, serviceSettings } from '@paymo/platform';

export const scoringSettings = serviceSettings.extend({
  /** Folder of model folders: `<MODELS_DIR>/<name>/<version>`. */
  MODELS_DIR: z.string().min(1).default('models'),
  /** The model that decides, as `<name>/<version>`. */
  CHAMPION: z
    .string()
    .regex(/^[a-z][a-z0-9-]*\/[\w.-]+$/, 'must be <name>/<version>')
    .default('fraud/2'),
  /**
   * A rule or model that holds more payments in a minute is stopped from holding, in this instance, until it starts anew:
   * the bound on what one bad change can do.
   */
  AUTOMATIC_HOLDS_PER_MINUTE: z.coerce.number().int().min(1).default(600),
  CONSOLE_ORIGIN: consoleOriginSetting,
});
export type ScoringSettings = z.infer<typeof scoringSettings>;

/** Injection token of the service's settings. */
export const SETTINGS = Symbol('settings');
