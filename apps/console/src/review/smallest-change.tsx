import { useQuery } from '@tanstack/react-query';
import type { DecisionsApi } from '../api/decisions-api.js';

interface SmallestChangeProps {
  readonly decisions: DecisionsApi;
  readonly paymentId: string;
}

/** What the payer would have had to do otherwise for the other decision; nothing when that is not known. */
export function SmallestChange({ decisions, paymentId }: SmallestChangeProps) {
  const { data } = useQuery({
    queryKey: ['counterfactual', paymentId],
    queryFn: () => decisions.counterfactual(paymentId),
  });
  if (data === null || data === undefined) return null;
  const changes = data.changes.map(
    ({ feature, from, to }) => `${feature} ${from.toLocaleString('en-GB')} → ${to.toLocaleString('en-GB')}`,
  );
  return (
    <p data-testid="smallest-change">
      The smallest change that flips it: {changes.join(', ')}{' '}
      <span className="quiet">(threshold {data.threshold})</span>
    </p>
  );
}
