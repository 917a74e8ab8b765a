import { z } from 'zod';

/** The largest amount of one payment in minor units; far below what a JSON number holds exactly. */
export const amountMinorMax = 9_000_000_000_000;

export const currencySchema = z
  .string()
  .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as GBP')
  .meta({ examples: ['GBP'] });

/** Money at the API and in events: minor units (pence) and an ISO 4217 code. */
export const moneySchema = z
  .strictObject({
    value: z.int('must be a whole number of minor units').min(1).max(amountMinorMax),
    currency: currencySchema,
  })
  .meta({ description: 'Whole minor units (pence) and an ISO 4217 code' });
