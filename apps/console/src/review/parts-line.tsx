import { Button } from '@mantine/core';
import { moneyText, shortId } from './format.js';
import type { Review } from './use-review.js';

/** Says which payments are one case with the one on the screen, and what all of them come to. */
export function PartsLine({ review }: { readonly review: Review }) {
  const { state, merging } = review;
  const { parts, part } = merging;
  if (state.current === null || parts.length === 0) return null;
  const { value, currency } = state.current.amount;
  const sum = parts.reduce((total, { amount }) => total + amount.value, value);
  return (
    <div className="cluster" data-testid="parts">
      One case of {parts.length + 1} payments, {moneyText({ value: sum, currency })} in all: one verdict for
      each.
      <ul>
        {parts.map(({ id, amount, type, payee }) => (
          <li key={id}>
            {moneyText(amount)} {type} to {shortId(payee)}{' '}
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => {
                part(id);
              }}
            >
              Take out
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
