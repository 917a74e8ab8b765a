import { describe, expect, it } from '@jest/globals';
import { requestStatus } from './request-status.js';

const open = { payment: null, closedAs: null, isExpired: false } as const;

describe('a payment request', () => {
  it.each([
    ['open until something happens', open, 'open', 'open'],
    ['expired when its time is over', { ...open, isExpired: true }, 'expired', 'expired'],
    ['closed as it was closed', { ...open, closedAs: 'declined', isExpired: true }, 'declined', 'declined'],
    ['in payment for its payer alone', { ...open, payment: 'held' }, 'in_payment', 'open'],
    ['in payment before the payment is accepted', { ...open, payment: 'reserved' }, 'in_payment', 'open'],
    ['open again when the payment came to nothing', { ...open, payment: 'declined' }, 'open', 'open'],
    ['paid whatever else', { payment: 'settled', closedAs: 'cancelled', isExpired: true }, 'paid', 'paid'],
  ] as const)('is %s', (_what, facts, forPayer, forRequester) => {
    expect([requestStatus(facts, 'payer'), requestStatus(facts, 'requester')]).toEqual([
      forPayer,
      forRequester,
    ]);
  });
});
