import { z } from 'zod';

/** What customers let themselves be found by: small letters and digits, so that no two look alike by case alone. */
export const handleSchema = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]{2,29}$/,
    'must be 3 to 30 small letters, digits and underscores, and begin with a letter',
  )
  .meta({ examples: ['ben_miller'] });
