import { useQuery } from '@tanstack/react-query';
import type { Case } from '../api/case.js';
import type { Alike, ReviewApi } from '../api/review-api.js';
import type { Desk } from './desk.js';

const choicesMax = 9;

/** One verdict for all of a cluster, as a digit chooses it. */
interface ClusterChoice {
  readonly label: string;
  readonly choose: () => void;
}

/** The open cases like the one on the screen, and what can be done with all of them. */
export interface Cluster {
  /** The shown case first; empty when no other is like it. */
  readonly cases: readonly Alike[];
  readonly choicesOf: (reasons: readonly string[], score: 'shown' | 'blind') => readonly ClusterChoice[];
}

export function useCluster(api: ReviewApi, desk: Desk, current: Case | null, leave: () => void): Cluster {
  const { data = [] } = useQuery({
    queryKey: ['cluster', current?.id],
    queryFn: () => (current === null ? [] : api.alike(current.id)),
    enabled: current !== null,
  });
  const cases = data.length > 1 ? data : [];
  const small = cases.filter(({ needsTwo }) => !needsTwo).length;
  return {
    cases,
    choicesOf: (reasons, score) => {
      const judge = (verdict: 'release' | 'reject', reason?: string) => (): void => {
        leave();
        void desk.judgeAll(cases, { verdict, ...(reason !== undefined && { reason }) }, score);
      };
      const declines = reasons.map((reason) => ({
        label: `decline all ${cases.length}: ${reason.replaceAll('_', ' ')}`,
        choose: judge('reject', reason),
      }));
      return [{ label: `release all ${small}`, choose: judge('release') }, ...declines].slice(0, choicesMax);
    },
  };
}
