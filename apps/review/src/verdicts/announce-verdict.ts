import { paymentLabelled, paymentReviewed } from '@paymo/contracts';
import type { AnnouncingTransaction } from '@paymo/messaging';
import type { DueVerdictRow } from './verdict-statements.js';

/** Tells the gateway, which moves the money, and scoring, which learns the label. */
export function announceVerdict(transaction: AnnouncingTransaction, row: DueVerdictRow): void {
  const { payment_id: paymentId, payer_id: payerId, reviewer, traceparent } = row;
  const isFraud = row.status === 'rejected';
  const atMs = row.closed_at.getTime();
  const verdict = isFraud ? ('reject' as const) : ('release' as const);
  transaction.announce(
    paymentReviewed,
    { paymentId, payerId, verdict, reviewer, reviewedAtMs: atMs },
    traceparent,
  );
  const label = { paymentId, payerId, isFraud, source: 'verdict' as const, knownAtMs: atMs };
  transaction.announce(paymentLabelled, label, traceparent);
}
