import { z } from 'zod';
import { publicIdSchema } from '@paymo/platform';
import { lanes } from '../cases/case.entity.js';
import { tagSchema } from '../tags/tag.js';
import { queueSorts, rowsMax } from './queue-statements.js';

const minorUnits = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const flag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((text) => text === 'true');

/** What of the queue is asked for, and in which order. */
export const queueQuery = z.strictObject({
  sort: z.enum(queueSorts).default('deadline'),
  lane: z.enum(lanes).optional(),
  type: z.string().max(40).optional(),
  amountMin: minorUnits.optional(),
  amountMax: minorUnits.optional(),
  payer: publicIdSchema('acc').optional(),
  tag: tagSchema.optional(),
  /** Only what the caller holds. */
  mine: flag,
  /** With what sleeps. */
  snoozed: flag,
  /** With what waits for its payer's answer. */
  waiting: flag,
  limit: z.coerce.number().int().min(1).max(rowsMax).default(50),
  /** `nextCursor` of the page before. */
  cursor: z.string().max(500).optional(),
});
export type QueueQuery = z.infer<typeof queueQuery>;
