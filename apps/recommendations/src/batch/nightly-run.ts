import type { GenerationRow } from './generation-statements.js';

const dayMs = 86_400_000;
/** A night whose runs failed so often is left to people: the alarm has told them. */
const attemptsMax = 3;
/** Wait after a night's first failure; four times as long after the next. */
const patienceMs = 5 * 60_000;

/**
 * The latest hour at which a run was due, if that run is still to be made: after downtime the latest one only, as every
 * run reads all days.
 *
 * @param hour of the day, UTC
 */
export function dueRun(
  nowMs: number,
  hour: number,
  generations: readonly Pick<GenerationRow, 'as_of' | 'status' | 'finished_at'>[],
): Date | null {
  const today = Math.floor(nowMs / dayMs) * dayMs + hour * 3_600_000;
  const dueMs = today <= nowMs ? today : today - dayMs;
  const since = generations.filter(({ as_of }) => as_of.getTime() >= dueMs);
  if (since.some(({ status }) => status === 'ready' || status === 'rolled_back')) return null;
  const failed = since.filter(({ status }) => status === 'failed');
  if (failed.length >= attemptsMax) return null;
  const lastMs = Math.max(0, ...failed.map(({ finished_at }) => finished_at?.getTime() ?? 0));
  const waitMs = failed.length === 0 ? 0 : patienceMs * 4 ** (failed.length - 1);
  return nowMs < lastMs + waitMs ? null : new Date(dueMs);
}
