import { Button, Kbd } from '@mantine/core';
import { moneyText } from './format.js';
import type { Review } from './use-review.js';

/** Says how many open cases are like the one on the screen; one key offers to judge all of them. */
export function ClusterLine({ review }: { readonly review: Review }) {
  const { cluster, state, ask } = review;
  if (cluster.cases.length === 0 || state.current === null) return null;
  const { currency } = state.current.amount;
  const value = cluster.cases.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const large = cluster.cases.filter(({ needsTwo }) => needsTwo).length;
  return (
    <p className="cluster" data-testid="cluster">
      <Button
        size="compact-sm"
        variant="default"
        rightSection={<Kbd>X</Kbd>}
        onClick={() => {
          ask('cluster');
        }}
      >
        {cluster.cases.length - 1} like this one
      </Button>{' '}
      same payee and reasons, {moneyText({ value, currency })} in all
      {large > 0 && `; ${large} of them need two analysts and are left out of a release`}
    </p>
  );
}
