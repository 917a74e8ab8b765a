import { z } from 'zod';

/** A day in answers, YYYY-MM-DD. */
export const daySchema = z.iso.date().meta({ examples: ['2026-12-25'] });
/** SHA-256 in lower-case hexadecimal digits. */
export const hashSchema = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal digits')
  .meta({ examples: ['2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae'] });
