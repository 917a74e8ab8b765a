import { z } from 'zod/mini';
import type { Session } from '../session/session.js';
import { type Case, caseSchema } from './case.js';

const problemSchema = z.object({ code: z.string(), detail: z.string() });
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

/** The service refused, and says why. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    detail: string,
  ) {
    super(detail);
    this.name = 'Refusal';
  }
}

const triesMax = 5;
const retryMs = 1000;

/** The requests of the console to the review service. */
export class ReviewApi {
  constructor(private readonly session: Session) {}

  async queue(): Promise<Case[]> {
    return z.parse(listOf(caseSchema), await this.send('GET', 'queue?limit=50')).items;
  }

  /** What the analyst claimed before, at this tab or another. */
  async mine(): Promise<Case[]> {
    return z.parse(listOf(caseSchema), await this.send('GET', 'queue?mine=true&limit=10')).items;
  }

  async counts(): Promise<Counts> {
    return z.parse(countsSchema, await this.send('GET', 'queue/counts'));
  }

  async rejectReasons(): Promise<string[]> {
    return z.parse(z.object({ reject: z.array(z.string()) }), await this.send('GET', 'queue/reasons')).reject;
  }

  /** Claims the best case that is free. */
  async next(): Promise<Case | null> {
    return z.parse(z.object({ case: z.nullable(caseSchema) }), await this.send('POST', 'queue/next')).case;
  }

  async lease(caseId: string): Promise<Case> {
    return z.parse(caseSchema, await this.send('POST', `cases/${caseId}/lease`));
  }

  async free(caseId: string): Promise<void> {
    await this.send('POST', `cases/${caseId}/free`);
  }

  async escalate(caseId: string): Promise<void> {
    await this.send('POST', `cases/${caseId}/escalate`);
  }

  async snooze(caseId: string, minutes: number): Promise<void> {
    await this.send('POST', `cases/${caseId}/snooze`, { minutes });
  }

  /** Sends a verdict until it is answered: its key makes it count once, whatever gets lost on the way. */
  async judge(caseId: string, verdict: Verdict): Promise<Judged> {
    const key = crypto.randomUUID();
    return z.parse(judgedSchema, await this.send('POST', `cases/${caseId}/verdict`, verdict, key));
  }

  async undo(caseId: string): Promise<Case> {
    return z.parse(caseSchema, await this.send('POST', `cases/${caseId}/undo`));
  }

  async notes(caseId: string): Promise<Note[]> {
    return z.parse(listOf(noteSchema), await this.send('GET', `cases/${caseId}/notes`)).items;
  }

  async addNote(caseId: string, text: string): Promise<void> {
    await this.send('POST', `cases/${caseId}/notes`, { text });
  }

  private async send(method: 'GET' | 'POST', path: string, body?: object, key?: string): Promise<unknown> {
    const headers = new Headers({ authorization: `Bearer ${await this.session.token()}` });
    if (method === 'POST') headers.set('content-type', 'application/json');
    if (key !== undefined) headers.set('idempotency-key', key);
    const init = { method, headers, ...(method === 'POST' && { body: JSON.stringify(body ?? {}) }) };
    const response = await fetchWithTries(`/review/${path}`, init, key === undefined ? 1 : triesMax);
    if (response.ok) return response.json();
    if (response.status === 401) await this.session.restart();
    const problem = problemSchema.safeParse(await response.json().catch(() => null));
    if (problem.success) throw new Refusal(problem.data.code, problem.data.detail);
    throw new Error(`The service answered ${response.status}.`);
  }
}

/** Only what may be repeated is tried again: while the service is away, or says that it is not ready. */
async function fetchWithTries(url: string, init: RequestInit, tries: number): Promise<Response> {
  for (let left = tries - 1; ; left -= 1) {
    const response = await fetch(url, init).catch((error: unknown) => {
      if (left === 0) throw error;
      return undefined;
    });
    if (response !== undefined && (response.status < 500 || left === 0)) return response;
    await new Promise((resolve) => setTimeout(resolve, retryMs));
  }
}
