import { z } from 'zod/mini';
import type { Requests } from './requests.js';

const listSchema = z.object({
  name: z.string(),
  createdBy: z.string(),
  entries: z.number(),
  expired: z.number(),
});
export type ValueList = z.infer<typeof listSchema>;

const entrySchema = z.object({
  value: z.string(),
  expiresAt: z.nullable(z.string()),
  source: z.string(),
  addedBy: z.string(),
});
export type ListEntry = z.infer<typeof entrySchema>;

const previewSchema = z.object({
  isNewList: z.boolean(),
  isApplied: z.boolean(),
  added: z.number(),
  changed: z.number(),
  unchanged: z.number(),
  firstAdded: z.array(z.string()),
  firstChanged: z.array(z.string()),
  faults: z.array(z.object({ line: z.number(), message: z.string() })),
});
export type ImportPreview = z.infer<typeof previewSchema>;

export interface ListImport {
  readonly csv: string;
  /** For lines that name no source. */
  readonly source: string;
  /** False previews. */
  readonly apply: boolean;
}

/** Entries in a page that is full. */
export const pageEntries = 100;

/** The requests of the console about the lists that rules ask. */
export class ListsApi {
  constructor(private readonly requests: Requests) {}

  async list(): Promise<ValueList[]> {
    return z.parse(z.object({ items: z.array(listSchema) }), await this.requests.send('GET', 'lists')).items;
  }

  /** A page of entries by value, behind the last value already seen. */
  async entries(list: string, after: string): Promise<ListEntry[]> {
    const query = `after=${encodeURIComponent(after)}&limit=${pageEntries}`;
    const answer = await this.requests.send('GET', `lists/${list}/entries?${query}`);
    return z.parse(z.object({ items: z.array(entrySchema) }), answer).items;
  }

  async import(list: string, order: ListImport): Promise<ImportPreview> {
    return z.parse(previewSchema, await this.requests.send('POST', `lists/${list}/imports`, order));
  }

  async remove(list: string, value: string): Promise<void> {
    await this.requests.send('POST', `lists/${list}/removals`, { values: [value] });
  }
}
