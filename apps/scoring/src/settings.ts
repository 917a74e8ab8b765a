import { z } from 'zod';
import { serviceSettings } from '@paymo/platform';

export const scoringSettings = serviceSettings.extend({
  /** Folder of model folders: `<MODELS_DIR>/<name>/<version>`. */
  MODELS_DIR: z.string().min(1).default('models'),
  /** The model that decides, as `<name>/<version>`. */
  CHAMPION: z
    .string()
    .regex(/^[a-z][a-z0-9-]*\/[\w.-]+$/, 'must be <name>/<version>')
    .default('fraud/1'),
});
export type ScoringSettings = z.infer<typeof scoringSettings>;

/** Injection token of the service's settings. */
export const SETTINGS = Symbol('settings');
