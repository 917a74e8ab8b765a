import { PaymoError, publicId } from '@paymo/platform';
import type { Matter } from './lock-matter.js';
import type { LockedCase } from './verdict-statements.js';

export interface Judgement {
  readonly reviewer: string;
  readonly isSenior: boolean;
  readonly verdict: 'release' | 'reject';
  readonly at: Date;
}

/** What becomes of a verdict: it closes the case, or is the first of two. */
type Effect = 'close' | 'propose';

/**
 * Decides what a verdict does to the case as it is now, and to what is merged into it.
 *
 * @param isForTwo whether the release needs two analysts
 * @throws PaymoError when somebody was faster, holds the case, or has to be another person
 */
export function examineCase(matter: Matter, judgement: Judgement, isForTwo: boolean): Effect {
  refuseUnlessFree(matter, judgement.reviewer, judgement.at);
  const found = matter.lead;
  if (found.lane === 'senior' && !judgement.isSenior)
    throw new PaymoError('auth.right_missing', 'The case was escalated: a senior analyst judges it.');
  if (judgement.verdict === 'reject') return 'close';
  if (found.proposed_by === null) return isForTwo ? 'propose' : 'close';
  if (found.proposed_by === judgement.reviewer)
    throw new PaymoError('conflict.own_work', 'The release needs a second analyst.');
  return 'close';
}

/** @throws PaymoError `conflict.case_closed`, saying by whom and when */
function refuseClosed({ status, reviewer, closed_at: closedAt }: LockedCase): void {
  if (status === 'open') return;
  const by = `${status} by ${reviewer ?? 'its deadline'} at ${closedAt?.toISOString() ?? ''}`;
  throw new PaymoError('conflict.case_closed', `The case was ${by}.`);
}

/** @throws PaymoError `conflict.own_account` */
function refuseOwn({ is_own: isOwn }: LockedCase): void {
  if (!isOwn) return;
  throw new PaymoError(
    'conflict.own_account',
    'You own an account of this payment: a colleague has to judge it.',
  );
}

/** @throws PaymoError `conflict.case_claimed`, saying by whom and until when */
function refuseHeldByOthers(found: LockedCase, reviewer: string, at: Date): void {
  const { holder, leased_until: until } = found;
  if (holder === null || holder === reviewer || until === null || until <= at) return;
  throw new PaymoError('conflict.case_claimed', `${holder} works on it until ${until.toISOString()}.`);
}

/** Refuses what only somebody may do to an open case who holds it, or could. */
export function refuseUnlessFree({ lead, merged }: Matter, reviewer: string, at: Date): void {
  refuseClosed(lead);
  refuseMerged(lead);
  for (const found of [lead, ...merged]) refuseOwn(found);
  refuseHeldByOthers(lead, reviewer, at);
}

/** @throws PaymoError `conflict.case_merged`, saying into which */
function refuseMerged({ merged_into: lead }: LockedCase): void {
  if (lead === null) return;
  throw new PaymoError(
    'conflict.case_merged',
    `The case is a part of ${publicId('case', lead)}, which is judged.`,
  );
}
