import { z } from 'zod';

/** Text that people write: trimmed, not empty, and without control characters, which Postgres and readers cannot hold. */
export function textSchema(lengthMax: number): z.ZodString {
  return z
    .string()
    .trim()
    .min(1)
    .max(lengthMax)
    .regex(/^\P{Cc}*$/u, 'must not contain control characters');
}
