import { z } from 'zod';
import { holdsCardNumber } from './card-number.js';

/** What Unicode counts as white space; spelt out, since regular expressions of other languages differ on `\s`. */
const space = String.raw`\u0020\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff`;
const control = String.raw`\u0000-\u001f\u007f-\u009f`;

/** A moment in answers: RFC 3339, in UTC. */
export const timeSchema = z.string().meta({ format: 'date-time', examples: ['2026-11-25T09:30:00.000Z'] });

/**
 * Text that people write: trimmed, not empty, and without control characters, which Postgres and readers cannot
 * hold. The length counts Unicode code points, as JSON Schema does, so that the published schema is the check.
 */
export function textSchema(lengthMax: number): z.ZodString {
  const pattern = `^[${space}]*[^${space}${control}][^${control}]{0,${lengthMax - 1}}$`;
  return z
    .string()
    .regex(new RegExp(pattern, 'u'), `must be 1 to ${lengthMax} characters, none of them a control character`)
    .trim();
}

/** Text for other people to read, in which nobody sends the number of a payment card by mistake. */
export function plainTextSchema(lengthMax: number): z.ZodString {
  return textSchema(lengthMax).refine((text) => !holdsCardNumber(text), {
    message: 'must not hold the number of a payment card',
  });
}
