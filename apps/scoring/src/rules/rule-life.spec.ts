import { describe, expect, it } from '@jest/globals';
import { type Move, moves, movesOf } from './rule-life.js';
import { type RuleStatus, ruleStatuses, type RuleVersionRow } from './rule-statements.js';

function versions(...statuses: RuleStatus[]): RuleVersionRow[] {
  return statuses.map((status, index) => ({
    rule_id: 'some-rule',
    version: index + 1,
    status,
    definition: {},
    author: 'ana',
    drafted_at: new Date(0),
    reviewer: null,
    reviewed_at: null,
    shadow_at: null,
    live_at: null,
    retired_at: null,
    killed_at: null,
    killed_by: null,
  }));
}

const moved = (rows: RuleVersionRow[], move: Move, actor = 'ben'): string[] =>
  movesOf(rows, move, actor).map(({ version, to }) => `${version} ${to}`);

const allowed: Readonly<Record<Move, readonly RuleStatus[]>> = {
  review: ['draft'],
  shadow: ['reviewed'],
  live: ['shadow'],
  retire: ['draft', 'reviewed', 'shadow', 'live'],
};

describe('the life of a rule', () => {
  const pairs = moves.flatMap((move) => ruleStatuses.map((status) => ({ move, status })));
  it.each(pairs)('$move of a version that is $status', ({ move, status }) => {
    const rows = versions(status);
    if (allowed[move].includes(status)) expect(moved(rows, move)).toHaveLength(1);
    else expect(() => moved(rows, move)).toThrow(`version 1 is ${status}`);
  });

  it.each([
    ['shadow', ['shadow', 'reviewed'], ['1 retired', '2 shadow']],
    ['live', ['live', 'shadow'], ['1 retired', '2 live']],
    ['live', ['live', 'shadow', 'reviewed'], ['1 retired', '2 live']],
    ['review', ['live', 'draft', 'draft'], ['3 reviewed']],
    ['retire', ['retired', 'live', 'draft'], ['2 retired', '3 retired']],
  ] as const)('%s with versions that are %j: %j', (move, statuses, expected) => {
    expect(moved(versions(...statuses), move)).toEqual(expected);
  });

  it('an author does not review, whoever else may', () => {
    expect(() => moved(versions('draft'), 'review', 'ana')).toThrow('somebody else reviews it');
    expect(movesOf(versions('draft'), 'review', 'ben')).toEqual([
      { version: 1, to: 'reviewed', reviewer: 'ben' },
    ]);
  });

  it('live brings a killed live rule back without a new version', () => {
    const killed = versions('live').map((row) => ({ ...row, killed_at: new Date(0) }));
    expect(movesOf(killed, 'live', 'ben')).toEqual([]);
  });
});
