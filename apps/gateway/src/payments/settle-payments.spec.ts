import { describe, expect, test } from '@jest/globals';
import type { LockedPaymentRow } from './payment-statements.js';
import type { PaymentStatus } from './payment-status.js';
import { type Happening, movesOf } from './settle-payments.js';

const paymentId = '01900000-0000-7000-8000-000000000001';

const row = (status: PaymentStatus): LockedPaymentRow => ({
  id: paymentId,
  payer_id: '01900000-0000-7000-8000-00000000000a',
  payee_id: '01900000-0000-7000-8000-00000000000b',
  amount_minor: '100',
  currency: 'GBP',
  type: 'transfer',
  reference: null,
  status,
  version: 1,
  idempotency_key: 'key',
  occurred_at: new Date(0),
  created_at: new Date(0),
  traceparent: null,
});

const happening = (event: Happening['event'], onlyFrom?: PaymentStatus): Happening => ({
  paymentId,
  event,
  actor: 'test',
  ...(onlyFrom === undefined ? {} : { onlyFrom }),
});

describe('what happens to one payment in one batch', () => {
  test.each<[string, PaymentStatus, Happening[], PaymentStatus | undefined]>([
    ['a decision moves it', 'submitted', [happening('approve')], 'settled'],
    [
      'a decision that comes twice moves it once',
      'submitted',
      [happening('hold'), happening('hold')],
      'held',
    ],
    ['an approval does not lift a hold', 'submitted', [happening('hold'), happening('approve')], 'held'],
    [
      'a verdict that meets its hold decides',
      'submitted',
      [happening('hold'), happening('release')],
      'settled',
    ],
    [
      'a hold that comes behind its verdict is late',
      'submitted',
      [happening('reject'), happening('hold')],
      'rejected',
    ],
    ['what is final stays', 'settled', [happening('decline'), happening('expire')], undefined],
    ['its deadline ends it', 'submitted', [happening('expire', 'submitted')], 'expired'],
    ['the deadline of a hold ends it', 'held', [happening('expire', 'held')], 'expired'],
    ['held since the sweep, it has a new deadline', 'held', [happening('expire', 'submitted')], undefined],
    ['held in this batch too', 'submitted', [happening('hold'), happening('expire', 'submitted')], 'held'],
  ])('%s', (_fact, status, happenings, expected) => {
    const moves = movesOf([row(status)], happenings, new Date(1));
    expect(moves.map(({ payment }) => payment.status)).toEqual(expected === undefined ? [] : [expected]);
    for (const move of moves) expect([move.from, move.payment.version]).toEqual([status, 2]);
  });
});
