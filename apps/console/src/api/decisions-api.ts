import { z } from 'zod/mini';
import type { Requests } from './requests.js';

const explanationSchema = z.object({
  counterfactual: z.nullable(
    z.object({
      threshold: z.number(),
      changes: z.array(z.object({ feature: z.string(), from: z.number(), to: z.number() })),
    }),
  ),
});
const similarSchema = z.object({
  items: z.array(
    z.object({
      paymentId: z.string(),
      amountMinor: z.number(),
      isFraud: z.boolean(),
      saidBy: z.array(z.string()),
      decidedAt: z.string(),
      distance: z.number(),
    }),
  ),
});
const replaySchema = z.object({
  equal: z.number(),
  different: z.number(),
  notReplayable: z.array(z.object({ reason: z.string() })),
  differences: z.array(z.object({ fields: z.array(z.object({ field: z.string() })) })),
});

export type Counterfactual = z.infer<typeof explanationSchema>['counterfactual'];
export type SimilarDecision = z.infer<typeof similarSchema>['items'][number];
export type DecisionReplay = z.infer<typeof replaySchema>;

/** What scoring knows of the decision about one payment. */
export class DecisionsApi {
  constructor(private readonly requests: Requests) {}

  /** The smallest change of what the payer chose that flips the decision; null when there is none to name. */
  async counterfactual(paymentId: string): Promise<Counterfactual> {
    const found = await this.requests.sendOrNull(`decisions/${paymentId}/explanation`, 'model.not_explained');
    return found === null ? null : z.parse(explanationSchema, found).counterfactual;
  }

  async similar(paymentId: string): Promise<SimilarDecision[]> {
    return z.parse(similarSchema, await this.requests.send('GET', `decisions/${paymentId}/similar`)).items;
  }

  /** The decision as it is stored. */
  recorded(paymentId: string): Promise<unknown> {
    return this.requests.send('GET', `decisions/${paymentId}`);
  }

  async replay(paymentId: string): Promise<DecisionReplay> {
    return z.parse(replaySchema, await this.requests.send('POST', 'decisions/replay', { paymentId }));
  }
}
