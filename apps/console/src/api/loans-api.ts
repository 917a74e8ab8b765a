import { z } from 'zod/mini';
import { moneySchema } from './case.js';
import type { Requests } from './requests.js';

const reasonSchema = z.object({ code: z.string(), sentence: z.string() });

/** What was applied for, what is known of it, and what was decided. */
const decidedParts = {
  application: z.string(),
  facts: z.object({
    account: z.string(),
    amount: moneySchema,
    months: z.number(),
    purpose: z.string(),
    inputs: z.unknown(),
    income: z.object({
      monthsOfHistory: z.number(),
      incomeMinor: z.number(),
      committedMinor: z.number(),
      netMinor: z.number(),
    }),
    affordability: z.object({ instalmentMinorMax: z.number(), stressedMinor: z.number() }),
  }),
  decided: z.object({ outcome: z.string(), reasons: z.array(reasonSchema), probability: z.number() }),
};

const reviewSchema = z.object({
  id: z.string(),
  kind: z.string(),
  status: z.string(),
  openedAt: z.string(),
  dueAt: z.string(),
  isOverdue: z.boolean(),
  statement: z.nullable(z.string()),
  ...decidedParts,
  proposer: z.nullable(z.string()),
  reviewer: z.nullable(z.string()),
  note: z.nullable(z.string()),
});
export type LoanReview = z.infer<typeof reviewSchema>;

const caseSchema = z.object({
  ...decidedParts,
  createdAt: z.string(),
  decision: z.object({
    model: z.string(),
    policy: z.string(),
    inputsHash: z.string(),
    latencyMs: z.number(),
  }),
});
/** An application, whether or not a person ever looked at it. */
export type LoanCase = z.infer<typeof caseSchema>;

const whatIfSchema = z.object({
  outcome: z.string(),
  amountMinor: z.nullable(z.number()),
  probability: z.number(),
  reasons: z.array(reasonSchema),
});
export type WhatIf = z.infer<typeof whatIfSchema>;

const portfolioSchema = z.object({
  decisions: z.array(z.object({ outcome: z.string(), decisions: z.number(), meanProbability: z.number() })),
  approvalRate: z.nullable(z.number()),
  loans: z.array(
    z.object({
      status: z.string(),
      bucket: z.string(),
      loans: z.number(),
      principalMinor: z.number(),
      owedMinor: z.number(),
    }),
  ),
  vintages: z.array(
    z.object({
      month: z.string(),
      loans: z.number(),
      late30: z.number(),
      chargedOff: z.number(),
      expectedLossMinor: z.number(),
    }),
  ),
});
export type Portfolio = z.infer<typeof portfolioSchema>;

/** Reviews that wait for a person, and those that had one. */
export type ReviewStatus = 'waiting' | 'closed';

/** The requests of the console to lending. */
export class LoansApi {
  constructor(private readonly requests: Requests) {}

  async reviews(status: ReviewStatus): Promise<LoanReview[]> {
    const answer = await this.requests.send('GET', `reviews?status=${status}&limit=100`);
    return z.parse(z.object({ items: z.array(reviewSchema) }), answer).items;
  }

  /** @param id of an application, or of an account for all of its applications */
  async find(id: string): Promise<LoanCase[]> {
    const path = id.startsWith('app_')
      ? `applications/${encodeURIComponent(id)}`
      : `accounts/${encodeURIComponent(id)}/applications`;
    const answer = await this.requests.send('GET', path);
    return z.parse(z.object({ items: z.array(caseSchema) }), answer).items;
  }

  async judge(id: string, verdict: 'approve' | 'decline', note: string): Promise<LoanReview> {
    const key = crypto.randomUUID();
    return z.parse(
      reviewSchema,
      await this.requests.send('POST', `reviews/${id}/verdict`, { verdict, note }, key),
    );
  }

  /** What would have been decided about an application of another amount or term. */
  async whatIf(application: string, change: { amountMinor: number; months: number }): Promise<WhatIf> {
    return z.parse(
      whatIfSchema,
      await this.requests.send('POST', `applications/${application}/what-if`, change),
    );
  }

  async portfolio(): Promise<Portfolio> {
    return z.parse(portfolioSchema, await this.requests.send('GET', 'portfolio'));
  }
}
