import { z } from 'zod';
import { accountKinds, amountMinorMax, currencySchema } from '@paymo/contracts';
import { plainTextSchema, textSchema } from '@paymo/platform';
import { holderKinds } from '../payees/name-match.js';

export const accountRequestSchema = z.strictObject({
  name: plainTextSchema(140),
  currency: currencySchema,
  /** The subject of the customer's tokens; only machines of the bank open accounts for others. */
  owner: textSchema(128).nullable().default(null),
  /** Merchants and agents settle elsewhere: their accounts may be overdrawn. */
  kind: z.enum(accountKinds).default('customer'),
  /** Who holds the account, as the bank has established it; payers may check the name unless it is withheld. */
  holder: z
    .strictObject({
      name: plainTextSchema(140),
      kind: z.enum(holderKinds),
      isNameWithheld: z.boolean().default(false),
    })
    .nullable()
    .default(null),
  /** Minor units; a sandbox only, where money may come from nowhere. */
  openingDeposit: z.int().min(0).max(amountMinorMax).default(0),
});
export type AccountRequest = z.infer<typeof accountRequestSchema>;
