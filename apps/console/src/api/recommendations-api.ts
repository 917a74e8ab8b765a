import { z } from 'zod/mini';
import type { Requests } from './requests.js';

const itemSchema = z.object({
  item: z.string(),
  title: z.string(),
  category: z.string(),
  isCredit: z.boolean(),
  ageMin: z.number(),
  isWithdrawn: z.boolean(),
  lists: z.number(),
});
export type CatalogueItem = z.infer<typeof itemSchema>;

const ruleSchema = z.object({ reason: z.string(), keeps: z.string(), from: z.string() });
export type EligibilityRule = z.infer<typeof ruleSchema>;

const runSchema = z.object({
  generation: z.string(),
  status: z.string(),
  isCurrent: z.boolean(),
  asOf: z.string(),
  finishedAt: z.nullable(z.string()),
  shards: z.number(),
  shardsDone: z.number(),
  checks: z.array(z.object({ name: z.string(), value: z.number(), limit: z.number(), isMet: z.boolean() })),
  failure: z.nullable(z.string()),
  quality: z.nullable(
    z.object({
      customers: z.number(),
      ndcg: z.number(),
      hitRate: z.number(),
      popularityNdcg: z.number(),
      popularityHitRate: z.number(),
      sarNdcg: z.optional(z.number()),
    }),
  ),
});
export type BatchRun = z.infer<typeof runSchema>;

const reportSchema = z.object({
  arms: z.object({
    ranked: z.number(),
    explored: z.number(),
    share: z.number(),
    sampleRatioP: z.number(),
    isSampleRatioBroken: z.boolean(),
  }),
  uptake: z.array(
    z.object({
      source: z.string(),
      shown: z.number(),
      opened: z.number(),
      taken: z.number(),
      dismissed: z.number(),
    }),
  ),
  policies: z.array(
    z.object({
      policy: z.string(),
      value: z.number(),
      standardError: z.number(),
      effectiveChoices: z.number(),
    }),
  ),
});
export type UptakeReport = z.infer<typeof reportSchema>;

const customerSchema = z.object({
  account: z.string(),
  facts: z.nullable(
    z.object({
      segment: z.string(),
      hasConsent: z.boolean(),
      isSuppressed: z.boolean(),
      isInArrears: z.boolean(),
      isVulnerable: z.boolean(),
      isAffordable: z.boolean(),
      age: z.nullable(z.number()),
    }),
  ),
  source: z.string(),
  arm: z.string(),
  items: z.array(
    z.object({
      item: z.string(),
      title: z.string(),
      category: z.string(),
      place: z.number(),
      score: z.number(),
      source: z.string(),
      reason: z.string(),
    }),
  ),
  exclusions: z.array(
    z.object({ item: z.nullable(z.string()), title: z.nullable(z.string()), reason: z.string() }),
  ),
});
export type CustomerList = z.infer<typeof customerSchema>;

const items = <Item extends z.core.$ZodType>(item: Item) => z.object({ items: z.array(item) });

/** The requests of the console to recommendations. */
export class RecommendationsApi {
  constructor(private readonly requests: Requests) {}

  async catalogue(): Promise<CatalogueItem[]> {
    return z.parse(items(itemSchema), await this.requests.send('GET', 'recommendation-items')).items;
  }

  async rules(): Promise<EligibilityRule[]> {
    return z.parse(items(ruleSchema), await this.requests.send('GET', 'recommendation-rules')).items;
  }

  async runs(): Promise<BatchRun[]> {
    return z.parse(items(runSchema), await this.requests.send('GET', 'recommendation-runs')).items;
  }

  async report(): Promise<UptakeReport> {
    return z.parse(reportSchema, await this.requests.send('GET', 'recommendation-report'));
  }

  async customer(account: string): Promise<CustomerList> {
    const path = `recommendation-customers/${encodeURIComponent(account)}`;
    return z.parse(customerSchema, await this.requests.send('GET', path));
  }

  async rollback(): Promise<void> {
    await this.requests.send('POST', 'recommendation-runs/rollback');
  }
}
