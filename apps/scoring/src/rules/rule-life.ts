import { PaymoError } from '@paymo/platform';
import type { RuleStatus, RuleVersionRow } from './rule-statements.js';

export const moves = ['review', 'shadow', 'live', 'retire'] as const;
export type Move = (typeof moves)[number];

/** One version of a rule that gets another status. */
export interface StatusChange {
  readonly version: number;
  readonly to: RuleStatus;
  readonly reviewer: string | null;
}

const steps = {
  review: { from: 'draft', to: 'reviewed' },
  shadow: { from: 'reviewed', to: 'shadow' },
  live: { from: 'shadow', to: 'live' },
} as const;

/**
 * What a move does to the versions of a rule: draft → reviewed → shadow → live → retired. The newest version in the
 * right status moves; the one whose place it takes retires.
 *
 * @throws PaymoError `conflict.rule_status` when no version can make the move, `conflict.own_work` when the author
 *   reviews
 */
export function movesOf(versions: readonly RuleVersionRow[], move: Move, actor: string): StatusChange[] {
  if (move === 'retire') return retirements(versions);
  const { from, to } = steps[move];
  const moving = versions.findLast(({ status }) => status === from);
  if (moving === undefined) {
    if (move === 'live' && versions.some(({ status, killed_at }) => status === 'live' && killed_at !== null))
      return [];
    throw wrongStatus(versions, move, from);
  }
  if (move === 'review' && moving.author === actor)
    throw new PaymoError(
      'conflict.own_work',
      `${actor} wrote version ${moving.version}: somebody else reviews it.`,
    );
  const replaced = versions.filter(({ status }) => status === to && to !== 'reviewed');
  return [
    ...replaced.map(({ version }): StatusChange => ({ version, to: 'retired', reviewer: null })),
    { version: moving.version, to, reviewer: move === 'review' ? actor : null },
  ];
}

function retirements(versions: readonly RuleVersionRow[]): StatusChange[] {
  const left = versions.filter(({ status }) => status !== 'retired');
  if (left.length === 0) throw wrongStatus(versions, 'retire', 'live');
  return left.map(({ version }) => ({ version, to: 'retired', reviewer: null }));
}

function wrongStatus(versions: readonly RuleVersionRow[], move: Move, from: RuleStatus): PaymoError {
  const found = versions.map(({ version, status }) => `version ${version} is ${status}`).join(', ');
  return new PaymoError('conflict.rule_status', `To ${move}, a version must be ${from}; ${found}.`);
}
