import { z } from 'zod/mini';
import { type Case, caseSchema } from './case.js';
import type { Requests } from './requests.js';

const countsSchema = z.object({
  open: z.number(),
  free: z.number(),
  mine: z.number(),
  snoozed: z.number(),
  senior: z.number(),
  second: z.number(),
  dueToday: z.number(),
});
const judgedSchema = z.extend(caseSchema, { undoUntil: z.nullable(z.string()) });
const noteSchema = z.object({ author: z.string(), text: z.string(), writtenAt: z.string() });
const listOf = <T extends z.core.$ZodType>(item: T) => z.object({ items: z.array(item) });

export type Judged = z.infer<typeof judgedSchema>;
export type Counts = z.infer<typeof countsSchema>;
export type Note = z.infer<typeof noteSchema>;

export interface Verdict {
  readonly verdict: 'release' | 'reject';
  readonly reason?: string;
  readonly displayed: { readonly score: 'shown' | 'blind'; readonly model: string };
  readonly dwellMs: number;
}

/** The requests of the console to the review service. */
export class ReviewApi {
  constructor(private readonly requests: Requests) {}

  async queue(): Promise<Case[]> {
    return z.parse(listOf(caseSchema), await this.requests.send('GET', 'queue?limit=50')).items;
  }

  /** What the analyst claimed before, at this tab or another. */
  async mine(): Promise<Case[]> {
    return z.parse(listOf(caseSchema), await this.requests.send('GET', 'queue?mine=true&limit=10')).items;
  }

  async counts(): Promise<Counts> {
    return z.parse(countsSchema, await this.requests.send('GET', 'queue/counts'));
  }

  async rejectReasons(): Promise<string[]> {
    return z.parse(
      z.object({ reject: z.array(z.string()) }),
      await this.requests.send('GET', 'queue/reasons'),
    ).reject;
  }

  /** Claims the best case that is free. */
  async next(): Promise<Case | null> {
    return z.parse(z.object({ case: z.nullable(caseSchema) }), await this.requests.send('POST', 'queue/next'))
      .case;
  }

  async lease(caseId: string): Promise<Case> {
    return z.parse(caseSchema, await this.requests.send('POST', `cases/${caseId}/lease`));
  }

  async free(caseId: string): Promise<void> {
    await this.requests.send('POST', `cases/${caseId}/free`);
  }

  async escalate(caseId: string): Promise<void> {
    await this.requests.send('POST', `cases/${caseId}/escalate`);
  }

  async snooze(caseId: string, minutes: number): Promise<void> {
    await this.requests.send('POST', `cases/${caseId}/snooze`, { minutes });
  }

  /** Sends a verdict until it is answered: its key makes it count once, whatever gets lost on the way. */
  async judge(caseId: string, verdict: Verdict): Promise<Judged> {
    const key = crypto.randomUUID();
    return z.parse(judgedSchema, await this.requests.send('POST', `cases/${caseId}/verdict`, verdict, key));
  }

  async undo(caseId: string): Promise<Case> {
    return z.parse(caseSchema, await this.requests.send('POST', `cases/${caseId}/undo`));
  }

  async notes(caseId: string): Promise<Note[]> {
    return z.parse(listOf(noteSchema), await this.requests.send('GET', `cases/${caseId}/notes`)).items;
  }

  async addNote(caseId: string, text: string): Promise<void> {
    await this.requests.send('POST', `cases/${caseId}/notes`, { text });
  }
}
