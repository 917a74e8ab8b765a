import { z } from 'zod/mini';
import { moneySchema } from './case.js';
import type { Requests } from './requests.js';

const accountSchema = z.object({
  currency: z.string(),
  status: z.enum(['open', 'closed']),
  isFrozen: z.boolean(),
  balance: z.object({ posted: z.number(), held: z.number(), available: z.number() }),
  openedAt: z.string(),
});
const statementSchema = z.object({
  entries: z.array(
    z.object({
      id: z.string(),
      kind: z.string(),
      direction: z.enum(['in', 'out']),
      amount: moneySchema,
      counterparty: z.object({ account: z.string(), name: z.string() }),
      bookedAt: z.string(),
    }),
  ),
});

export type Account = z.infer<typeof accountSchema>;
/** One movement of money into or out of an account. */
export type Entry = z.infer<typeof statementSchema>['entries'][number];

/** What the gateway knows of accounts. */
export class AccountsApi {
  constructor(private readonly requests: Requests) {}

  async account(accountId: string): Promise<Account> {
    return z.parse(accountSchema, await this.requests.send('GET', `accounts/${accountId}`));
  }

  /** What moved from one day to another, in UTC; the oldest first. */
  async entries(accountId: string, from: string, to: string): Promise<Entry[]> {
    const query = `from=${from}&to=${to}`;
    const found = await this.requests.send('GET', `accounts/${accountId}/statement?${query}`);
    return z.parse(statementSchema, found).entries;
  }
}
