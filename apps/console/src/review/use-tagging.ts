import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReviewApi } from '../api/review-api.js';
import type { Desk } from './desk.js';

const offeredMax = 8;

/** The tags of the case on the screen, as keys change them. */
export interface Tagging {
  /** Every tag that is known. */
  readonly known: readonly string[];
  /** Those that a digit chooses. */
  readonly offered: readonly string[];
  /** Tags the case, or takes the tag away if it is there; null asks for a word. */
  readonly choose: (tag: string | null) => void;
  readonly leave: () => void;
}

export function useTagging(api: ReviewApi, desk: Desk, ask: (what: 'nothing' | 'tag-word') => void): Tagging {
  const client = useQueryClient();
  const { data = [] } = useQuery({ queryKey: ['tags'], queryFn: () => api.tags(), staleTime: 60_000 });
  return {
    known: data,
    offered: data.slice(0, offeredMax),
    choose: (tag) => {
      ask(tag === null ? 'tag-word' : 'nothing');
      if (tag === null) return;
      void desk.tag(tag).then(() => {
        if (!data.includes(tag)) void client.invalidateQueries({ queryKey: ['tags'] });
      });
    },
    leave: () => {
      ask('nothing');
    },
  };
}
