import { useMutation, useQueryClient } from '@tanstack/react-query';

/** Does one thing to the models at a time, and looks at all of them anew. */
export function useChange() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: () => Promise<unknown>) => change(),
    onSettled: () => client.invalidateQueries({ queryKey: ['models'] }),
  });
}
