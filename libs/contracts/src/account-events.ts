import { z } from 'zod';
import { currencySchema } from './money.js';
import { defineEvent, type EventData } from './define-event.js';

export const accountOpened = defineEvent({
  type: 'paymo.account.opened.v1',
  topic: 'accounts.opened',
  meaning: 'The gateway opened an account: from now on its owner may act for it in every service.',
  schema: z.object({
    accountId: z.uuid(),
    /** Subject of the owner's tokens; null for the bank's own accounts. */
    owner: z.string().nullable(),
    currency: currencySchema,
    openedAtMs: z.int(),
  }),
  key: (data) => data.accountId,
});
export type AccountOpened = EventData<typeof accountOpened>;
