import type { ReactNode } from 'react';
import type { Case } from '../api/case.js';
import { moneyText, spanText } from './format.js';

interface QueueStripProps {
  readonly cases: readonly Case[];
  readonly current: Case | null;
  readonly analyst: string;
  readonly onTake: (other: Case) => void;
  /** What of the queue is shown. */
  readonly children: ReactNode;
}

/** The queue in the order of work, with who has what. */
export function QueueStrip({ cases, current, analyst, onTake, children }: QueueStripProps) {
  return (
    <nav className="zone" aria-label="Queue" tabIndex={0}>
      <h2>Queue</h2>
      {children}
      <ul className="queue">
        {cases.map((each) => (
          <li key={each.id}>
            <button
              type="button"
              aria-current={each.id === current?.id}
              disabled={!isOpenTo(each, analyst)}
              onClick={() => {
                onTake(each);
              }}
            >
              <span>{moneyText(each.amount)}</span>
              <span className="quiet">{spanText(Date.now(), Date.parse(each.deadlineAt))}</span>
              <span className="quiet">{[each.type, ...each.tags].join(' · ')}</span>
              <span className="quiet">{whoHas(each, analyst)}</span>
            </button>
          </li>
        ))}
      </ul>
      {cases.length === 0 && <p className="quiet">Nothing waits.</p>}
    </nav>
  );
}

/** The case before or after the present one that somebody may take. */
export function neighbour(
  cases: readonly Case[],
  current: Case | null,
  analyst: string,
  step: 1 | -1,
): Case | undefined {
  const place = cases.findIndex(({ id }) => id === current?.id);
  const behind = step === 1 ? cases.slice(place + 1) : cases.slice(0, Math.max(place, 0)).reverse();
  return behind.find((each) => isOpenTo(each, analyst));
}

function isOpenTo({ holder }: Case, analyst: string): boolean {
  return holder === null || holder === analyst;
}

function whoHas({ holder, lane, waitingUntil }: Case, analyst: string): string {
  if (holder === analyst) return 'yours';
  if (holder !== null) return holder;
  if (waitingUntil !== null) return 'payer was asked';
  return { first: '', senior: 'escalated', second: 'second' }[lane];
}
