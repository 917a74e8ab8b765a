import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Counts } from '../api/counts.js';
import type { ReviewApi } from '../api/review-api.js';

/** Puts what is heard of the queue on the screen; answers whether it is heard, or has to be asked for. */
export function useLiveQueue(api: ReviewApi, onCounts: (counts: Counts) => void): boolean {
  const client = useQueryClient();
  const [isLive, setLive] = useState(false);
  useEffect(() => {
    void api.followQueue({
      onCounts: (counts) => {
        client.setQueryData(['counts'], counts);
        void client.invalidateQueries({ queryKey: ['queue'] });
        void client.invalidateQueries({ queryKey: ['cluster'] });
        onCounts(counts);
      },
      onLive: setLive,
    });
  }, [api, client, onCounts]);
  return isLive;
}
