import { z } from 'zod/mini';
import type { Requests } from './requests.js';

const limitsSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('thresholds'), hold: z.number(), decline: z.nullable(z.number()) }),
  z.object({
    kind: z.literal('expected_loss'),
    reviewCostMinor: z.number(),
    declineFrom: z.nullable(z.number()),
  }),
]);
export type Limits = z.infer<typeof limitsSchema>;

/** A policy as it is stored; what the screen does not show it passes on. */
const documentSchema = z.looseObject({
  limits: limitsSchema,
  segments: z.array(z.looseObject({ name: z.string() })),
});
export type PolicyDocument = z.infer<typeof documentSchema>;

const policySchema = z.object({
  version: z.number(),
  isServed: z.boolean(),
  document: documentSchema,
  author: z.string(),
  draftedAt: z.string(),
  reviewer: z.nullable(z.string()),
});
export type Policy = z.infer<typeof policySchema>;

const estimateSchema = z.object({ value: z.number(), low: z.number(), high: z.number() });
export type Estimate = z.infer<typeof estimateSchema>;
const caught = {
  alertsADay: z.number(),
  caughtCount: z.number(),
  caughtMinor: estimateSchema,
  missedCount: z.number(),
  missedMinor: estimateSchema,
  falseAlerts: z.number(),
  unlabelledAlerts: z.number(),
};
const caughtSchema = z.object(caught);
export type CaughtAndMissed = z.infer<typeof caughtSchema>;
const budgetSchema = z.object({
  ...caught,
  threshold: z.nullable(z.number()),
  days: z.number(),
  bySegment: z.record(z.string(), caughtSchema),
  proposal: z.nullable(documentSchema),
});
export type Budget = z.infer<typeof budgetSchema>;

export interface BudgetQuestion {
  readonly perDay: number;
  readonly days: number;
  readonly rankBy: 'score' | 'expected_loss';
}

/** The requests of the console about alert budgets and the policies that come of them. */
export class BudgetApi {
  constructor(private readonly requests: Requests) {}

  async find({ perDay, days, rankBy }: BudgetQuestion): Promise<Budget> {
    const query = `perDay=${perDay}&days=${days}&rankBy=${rankBy}`;
    return z.parse(budgetSchema, await this.requests.send('GET', `policies/budget?${query}`));
  }

  /** The latest first. */
  async policies(): Promise<Policy[]> {
    const answer = await this.requests.send('GET', 'policies');
    return z.parse(z.object({ items: z.array(policySchema) }), answer).items.toReversed();
  }

  async propose(document: PolicyDocument): Promise<void> {
    await this.requests.send('POST', 'policies', document);
  }

  async approve(version: number): Promise<void> {
    await this.requests.send('POST', `policies/${version}/review`);
  }
}
