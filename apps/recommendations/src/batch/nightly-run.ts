import type { GenerationRow } from './generation-statements.js';

const dayMs = 86_400_000;
/** A night whose runs failed so often is left to people: the alarm has told them. */
const attemptsMax = 3;

/**
 * The latest hour at which a run was due, if that run is still to be made: after downtime the latest one only, as every
 * run reads all days.
 *
 * @param hour of the day, UTC
 */
export function dueRun(
  nowMs: number,
  hour: number,
  generations: readonly Pick<GenerationRow, 'as_of' | 'status'>[],
): Date | null {
  const today = Math.floor(nowMs / dayMs) * dayMs + hour * 3_600_000;
  const dueMs = today <= nowMs ? today : today - dayMs;
  const since = generations.filter(({ as_of }) => as_of.getTime() >= dueMs);
  if (since.some(({ status }) => status === 'ready' || status === 'rolled_back')) return null;
  const failed = since.filter(({ status }) => status === 'failed').length;
  return failed >= attemptsMax ? null : new Date(dueMs);
}
