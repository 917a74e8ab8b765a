import { z } from 'zod/mini';
import { type Case, caseSchema, caseStatusSchema, moneySchema } from './case.js';
import type { Requests } from './requests.js';

const linkSchema = z.object({
  id: z.string(),
  payer: z.string(),
  payee: z.string(),
  device: z.nullable(z.string()),
  address: z.nullable(z.string()),
  amount: moneySchema,
  status: caseStatusSchema,
  openedAt: z.string(),
  mergedInto: z.nullable(z.string()),
  steps: z.number(),
});
const linksSchema = z.object({ days: z.number(), items: z.array(linkSchema), isCut: z.boolean() });

/** A case that shares an account, a device or an address with another, over so many steps. */
export type Link = z.infer<typeof linkSchema>;
export type Links = z.infer<typeof linksSchema>;

/** What cases have in common, and those that are one. */
export class LinksApi {
  constructor(private readonly requests: Requests) {}

  async around(caseId: string): Promise<Links> {
    return z.parse(linksSchema, await this.requests.send('GET', `cases/${caseId}/links`));
  }

  /** What is merged into a case. */
  async partsOf(caseId: string): Promise<Case[]> {
    const found = await this.requests.send('GET', `cases/${caseId}/parts`);
    return z.parse(z.object({ items: z.array(caseSchema) }), found).items;
  }

  /** Makes two cases one; answers the one that stays. */
  async merge(caseId: string, otherId: string): Promise<Case> {
    return z.parse(caseSchema, await this.requests.send('POST', `cases/${caseId}/parts/${otherId}`));
  }

  async part(caseId: string, partId: string): Promise<void> {
    await this.requests.send('DELETE', `cases/${caseId}/parts/${partId}`);
  }
}
