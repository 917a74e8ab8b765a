import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Case } from '../api/case.js';
import type { Link, Links } from '../api/links-api.js';
import type { ReviewApi } from '../api/review-api.js';
import type { Desk } from './desk.js';

const candidatesMax = 9;

/** What is linked to the case on the screen, what is merged into it, and what could be. */
export interface Merging {
  readonly links: Links | undefined;
  readonly parts: readonly Case[];
  /** Open cases that share something with it, as digits choose them. */
  readonly candidates: readonly Link[];
  readonly merge: (other: Link) => void;
  readonly part: (partId: string) => void;
}

export function useMerging(
  api: ReviewApi,
  desk: Desk,
  current: Case | null,
  isAsked: boolean,
  leave: () => void,
): Merging {
  const client = useQueryClient();
  const id = current?.id ?? '';
  const links = useQuery({
    queryKey: ['links', id],
    queryFn: () => api.links.around(id),
    enabled: current !== null && isAsked,
  });
  const parts = useQuery({
    queryKey: ['parts', id],
    queryFn: () => api.links.partsOf(id),
    enabled: current !== null,
  });
  const refresh = async (): Promise<void> => {
    await Promise.all(
      ['links', 'parts', 'queue'].map((key) => client.invalidateQueries({ queryKey: [key] })),
    );
  };
  return {
    links: links.data,
    parts: parts.data ?? [],
    candidates: (links.data?.items ?? []).filter(isCandidate).slice(0, candidatesMax),
    merge: (other) => {
      leave();
      void desk.merge(other.id).then(refresh);
    },
    part: (partId) => {
      void desk.part(partId).then(refresh);
    },
  };
}

function isCandidate({ steps, status, mergedInto }: Link): boolean {
  return steps === 1 && status === 'open' && mergedInto === null;
}
