import { z } from 'zod';

/** SHA-256 of a phone number as E.164 has it (`+447700900123`), in hexadecimal. */
export const phoneHashSchema = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal')
  .meta({ examples: ['5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8'] });
