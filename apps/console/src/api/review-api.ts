import { z } from 'zod/mini';
import { type Case, caseSchema, caseStatusSchema, moneySchema } from './case.js';
import { type Counts, countsSchema } from './counts.js';
import { FilesApi } from './files-api.js';
import { LinksApi } from './links-api.js';
import { followQueue, type QueueListener } from './queue-stream.js';
import type { Requests } from './requests.js';

const judgedSchema = z.extend(caseSchema, { undoUntil: z.nullable(z.string()) });
const noteSchema = z.object({ author: z.string(), text: z.string(), writtenAt: z.string() });
const questionSchema = z.object({ code: z.string(), text: z.string() });
const askedSchema = z.object({
  question: z.string(),
  askedBy: z.string(),
  askedAt: z.string(),
  answer: z.nullable(z.string()),
});
const filtersSchema = z.object({
  sort: z.optional(z.enum(['deadline', 'loss', 'age'])),
  lane: z.optional(z.enum(['first', 'senior', 'second'])),
  tag: z.optional(z.string()),
  type: z.optional(z.string()),
  amountMin: z.optional(z.number()),
  amountMax: z.optional(z.number()),
  snoozed: z.optional(z.boolean()),
  waiting: z.optional(z.boolean()),
});
const viewSchema = z.object({
  id: z.string(),
  name: z.string(),
  owner: z.string(),
  isShared: z.boolean(),
  query: filtersSchema,
});
const alikeSchema = z.object({ id: z.string(), amountMinor: z.number(), needsTwo: z.boolean() });
const clusterVerdictSchema = z.object({
  judged: z.array(judgedSchema),
  leftOut: z.array(z.object({ id: z.string(), detail: z.string() })),
});
const countSchema = z.number();
const partiesSchema = z.object({
  payer: z.object({
    days: z.number(),
    cases: z.array(
      z.object({
        id: z.string(),
        amount: moneySchema,
        status: caseStatusSchema,
        openedAt: z.string(),
      }),
    ),
  }),
  payee: z.object({
    cases: countSchema,
    open: countSchema,
    released: countSchema,
    rejected: countSchema,
    otherPayers: countSchema,
    rejectedPayers: countSchema,
    lastRejectedAt: z.nullable(z.string()),
  }),
});
const listOf = <T extends z.core.$ZodType>(item: T) => z.object({ items: z.array(item) });

export type Judged = z.infer<typeof judgedSchema>;
export type Parties = z.infer<typeof partiesSchema>;
export type PastCase = Parties['payer']['cases'][number];
/** What of the queue is asked for, and in which order. */
export type QueueFilters = z.infer<typeof filtersSchema>;
export type SavedView = z.infer<typeof viewSchema>;
export type Alike = z.infer<typeof alikeSchema>;
export type ClusterVerdict = z.infer<typeof clusterVerdictSchema>;
export type PayerQuestion = z.infer<typeof questionSchema>;
export type AskedQuestion = z.infer<typeof askedSchema>;
export type Note = z.infer<typeof noteSchema>;

export interface Verdict {
  readonly verdict: 'release' | 'reject';
  readonly reason?: string;
  readonly displayed: { readonly score: 'shown' | 'blind'; readonly model: string };
  readonly dwellMs: number;
}

/** The requests of the console to the review service. */
export class ReviewApi {
  readonly links: LinksApi;
  readonly files: FilesApi;

  constructor(private readonly requests: Requests) {
    this.links = new LinksApi(requests);
    this.files = new FilesApi(requests);
  }

  async queue(filters: QueueFilters): Promise<Case[]> {
    const query = new URLSearchParams({ limit: '50' });
    for (const [name, value] of Object.entries(filters)) query.set(name, String(value));
    return z.parse(listOf(caseSchema), await this.requests.send('GET', `queue?${query.toString()}`)).items;
  }

  async views(): Promise<SavedView[]> {
    return z.parse(listOf(viewSchema), await this.requests.send('GET', 'views')).items;
  }

  async saveView(view: Omit<SavedView, 'id' | 'owner'>): Promise<void> {
    await this.requests.send('POST', 'views', view);
  }

  async removeView(id: string): Promise<void> {
    await this.requests.send('DELETE', `views/${id}`);
  }

  async tags(): Promise<string[]> {
    return z.parse(listOf(z.string()), await this.requests.send('GET', 'queue/tags')).items;
  }

  async addTag(caseId: string, tag: string): Promise<Case> {
    return z.parse(caseSchema, await this.requests.send('POST', `cases/${caseId}/tags`, { tag }));
  }

  async removeTag(caseId: string, tag: string): Promise<Case> {
    const path = `cases/${caseId}/tags/${encodeURIComponent(tag)}`;
    return z.parse(caseSchema, await this.requests.send('DELETE', path));
  }

  /** What the analyst claimed before, at this tab or another. */
  async mine(): Promise<Case[]> {
    return z.parse(listOf(caseSchema), await this.requests.send('GET', 'queue?mine=true&limit=10')).items;
  }

  async counts(): Promise<Counts> {
    return z.parse(countsSchema, await this.requests.send('GET', 'queue/counts'));
  }

  /** Tells every change of the queue; ends with the page. */
  followQueue(listener: QueueListener): Promise<never> {
    return followQueue(this.requests, listener);
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

  async payerQuestions(): Promise<PayerQuestion[]> {
    return z.parse(listOf(questionSchema), await this.requests.send('GET', 'queue/questions')).items;
  }

  /** Asks the payer one of the known questions, own words, or both; the case waits for the answer. */
  async askPayer(caseId: string, inquiry: { question?: string; text?: string }): Promise<void> {
    await this.requests.send('POST', `cases/${caseId}/information`, inquiry);
  }

  /** What the payer was asked and has answered. */
  async information(caseId: string): Promise<AskedQuestion[]> {
    return z.parse(listOf(askedSchema), await this.requests.send('GET', `cases/${caseId}/information`)).items;
  }

  /** Sends a verdict until it is answered: its key makes it count once, whatever gets lost on the way. */
  async judge(caseId: string, verdict: Verdict): Promise<Judged> {
    const key = crypto.randomUUID();
    return z.parse(judgedSchema, await this.requests.send('POST', `cases/${caseId}/verdict`, verdict, key));
  }

  /** Open cases like this one, itself first. */
  async alike(caseId: string): Promise<Alike[]> {
    return z.parse(listOf(alikeSchema), await this.requests.send('GET', `cases/${caseId}/cluster`)).items;
  }

  /** Gives cases that are alike the same verdict; those that cannot have it are left out, each with its reason. */
  async judgeAll(caseId: string, caseIds: readonly string[], verdict: Verdict): Promise<ClusterVerdict> {
    const path = `cases/${caseId}/cluster/verdict`;
    const body = { caseIds, verdict };
    return z.parse(clusterVerdictSchema, await this.requests.send('POST', path, body, crypto.randomUUID()));
  }

  async undo(caseId: string): Promise<Case> {
    return z.parse(caseSchema, await this.requests.send('POST', `cases/${caseId}/undo`));
  }

  /** What came of earlier holds of the payer, and of payments to the payee. */
  async parties(caseId: string): Promise<Parties> {
    return z.parse(partiesSchema, await this.requests.send('GET', `cases/${caseId}/parties`));
  }

  async notes(caseId: string): Promise<Note[]> {
    return z.parse(listOf(noteSchema), await this.requests.send('GET', `cases/${caseId}/notes`)).items;
  }

  async addNote(caseId: string, text: string): Promise<void> {
    await this.requests.send('POST', `cases/${caseId}/notes`, { text });
  }
}
