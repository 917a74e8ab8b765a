import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { QueueFilters, ReviewApi, SavedView } from '../api/review-api.js';

/** What of the queue is shown, and what was kept to be shown again. */
export interface Views {
  readonly filters: QueueFilters;
  readonly setFilters: (filters: QueueFilters) => void;
  readonly saved: readonly SavedView[];
  readonly fault: string;
  readonly save: (name: string, isShared: boolean) => void;
  readonly remove: (view: SavedView) => void;
}

export function useViews(api: ReviewApi): Views {
  const client = useQueryClient();
  const [filters, setFilters] = useState<QueueFilters>({});
  const { data = [] } = useQuery({ queryKey: ['views'], queryFn: () => api.views() });
  const onSuccess = (): Promise<void> => client.invalidateQueries({ queryKey: ['views'] });
  const saving = useMutation({
    mutationFn: ({ name, isShared }: Pick<SavedView, 'name' | 'isShared'>) =>
      api.saveView({ name, isShared, query: filters }),
    onSuccess,
  });
  const removing = useMutation({ mutationFn: ({ id }: SavedView) => api.removeView(id), onSuccess });
  return {
    filters,
    setFilters,
    saved: data,
    fault: (saving.error ?? removing.error)?.message ?? '',
    save: (name, isShared) => {
      saving.mutate({ name, isShared });
    },
    remove: (view) => {
      removing.mutate(view);
    },
  };
}
