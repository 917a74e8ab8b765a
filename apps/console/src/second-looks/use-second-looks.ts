import { useEffect, useRef, useState } from 'react';
import type { Case } from '../api/case.js';
import type { FirstVerdict, SecondLooksApi } from '../api/second-looks-api.js';
import { dwellSince } from '../review/dwell.js';
import { digitsOf, useKeys } from '../review/use-keys.js';

interface Shown {
  readonly current: Case | null;
  readonly isLooking: boolean;
  /** What the verdict was that was looked at last. */
  readonly first: FirstVerdict | null;
  readonly fault: string | null;
}

/** Verdicts to look at again, one after the other, by key or by click. */
export interface SecondLooks extends Shown {
  readonly isAskingReason: boolean;
  readonly release: () => void;
  readonly decline: () => void;
  readonly reject: (reason: string) => void;
}

export function useSecondLooks(api: SecondLooksApi, reasons: readonly string[]): SecondLooks {
  const { shown, look } = useLooking(api);
  const [isAskingReason, askReason] = useState(false);
  const give = (verdict: 'release' | 'reject', reason?: string): void => {
    askReason(false);
    look(verdict, reason);
  };
  const release = (): void => {
    give('release');
  };
  const decline = (): void => {
    askReason(shown.current !== null);
  };
  const reject = (reason: string): void => {
    give('reject', reason);
  };
  useKeys({
    ...(isAskingReason ? digitsOf(reasons, reject) : { a: release, d: decline }),
    escape: () => {
      askReason(false);
    },
  });
  return { ...shown, isAskingReason, release, decline, reject };
}

function useLooking(api: SecondLooksApi): {
  readonly shown: Shown;
  readonly look: (verdict: 'release' | 'reject', reason?: string) => void;
} {
  const [shown, show] = useState<Shown>({ current: null, isLooking: true, first: null, fault: null });
  const shownAtMs = useRef(Date.now());
  const advance = async (before: () => Promise<FirstVerdict | null>): Promise<void> => {
    try {
      const first = await before();
      show({ current: null, isLooking: true, first, fault: null });
      const current = await api.next();
      shownAtMs.current = Date.now();
      show({ current, isLooking: false, first, fault: null });
    } catch (error) {
      const fault = error instanceof Error ? error.message : String(error);
      show((now) => ({ ...now, isLooking: false, fault }));
    }
  };
  useEffect(() => {
    void advance(() => Promise.resolve(null));
  }, []);
  return {
    shown,
    look: (verdict, reason) => {
      const { current } = shown;
      if (current === null) return;
      const dwellMs = dwellSince(shownAtMs.current);
      void advance(() => api.look(current.id, { verdict, dwellMs, ...(reason !== undefined && { reason }) }));
    },
  };
}
