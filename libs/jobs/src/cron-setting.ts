import { z } from 'zod';

/** When a job is due: a cron pattern, with or without seconds. */
export const cronSetting = z.string().regex(/^\S+( \S+){4,5}$/, 'must be a cron pattern such as 0 1 * * *');
