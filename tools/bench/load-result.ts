import { z } from 'zod';

/** The customers to whom accounts belong in turn. */
export function ownerOf(index: number): string {
  return `bench-${index}`;
}

/** What the generator is told by its parent, by a message. */
export const loadSchema = z.object({
  what: z.enum(['payments', 'applications', 'recommendations']),
  port: z.number(),
  accounts: z.array(z.string()),
  /** The accounts belong to that many customers in turn. */
  customers: z.int(),
  /** Who signs the customers' tokens: the local issuer and the home of its key. */
  issuer: z.string(),
  home: z.string(),
  /** All payments go to this account; null for payees at random. */
  payee: z.string().nullable(),
  connections: z.int(),
  /** Requests a second, whatever the answers; null to send the next when the last was answered. */
  ratePerS: z.number().nullable(),
  warmUpMs: z.number(),
  measureMs: z.number(),
});
export type Load = z.infer<typeof loadSchema>;

export const loadResultSchema = z.object({
  settled: z.number(),
  other: z.number(),
  seconds: z.number(),
  p50Ms: z.number(),
  p95Ms: z.number(),
  p99Ms: z.number(),
});
export type LoadResult = z.infer<typeof loadResultSchema>;
