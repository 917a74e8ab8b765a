import { z } from 'zod/mini';

export const countsSchema = z.object({
  open: z.number(),
  free: z.number(),
  mine: z.number(),
  snoozed: z.number(),
  waiting: z.number(),
  senior: z.number(),
  second: z.number(),
  dueToday: z.number(),
});

/** How the queue stands for one analyst. */
export type Counts = z.infer<typeof countsSchema>;
