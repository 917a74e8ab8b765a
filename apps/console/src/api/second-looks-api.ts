import { z } from 'zod/mini';
import { type Case, caseSchema } from './case.js';
import type { Requests } from './requests.js';

/** What another analyst made of the case. */
const judgedSchema = z.extend(caseSchema, {
  reviewer: z.nullable(z.string()),
  reason: z.nullable(z.string()),
});
export type FirstVerdict = z.infer<typeof judgedSchema>;

/** What a second analyst would do. */
interface Opinion {
  readonly verdict: 'release' | 'reject';
  readonly reason?: string;
  readonly dwellMs: number;
}

/** Verdicts to be given again, blind. */
export class SecondLooksApi {
  constructor(private readonly requests: Requests) {}

  async next(): Promise<Case | null> {
    const found = await this.requests.send('POST', 'second-looks/next');
    return z.parse(z.object({ case: z.nullable(caseSchema) }), found).case;
  }

  /** Answers what the verdict was. */
  async look(caseId: string, opinion: Opinion): Promise<FirstVerdict> {
    return z.parse(judgedSchema, await this.requests.send('POST', `second-looks/${caseId}`, opinion));
  }
}
