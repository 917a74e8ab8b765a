import { z } from 'zod';

/** What customers let themselves be found by: small letters and digits, so that no two look alike by case alone. */
export const handleSchema = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]{2,29}$/,
    'must be 3 to 30 small letters, digits and underscores, and begin with a letter',
  )
  .meta({ examples: ['ben_miller'] });

/** SHA-256 of a phone number as E.164 has it (`+447700900123`), in hexadecimal. */
export const phoneHashSchema = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal')
  .meta({ examples: ['5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8'] });
