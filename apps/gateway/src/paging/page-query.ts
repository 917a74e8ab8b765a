import { z } from 'zod';

/** Which page of a list is asked for. */
export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  /** `nextCursor` of the page before. */
  cursor: z.string().max(500).optional(),
});
export type PageQuery = z.infer<typeof pageQuery>;
