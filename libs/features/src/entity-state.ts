import { hash } from 'node:crypto';
import { type DayWindow, withEvent } from './day-window.js';
import type { PaymentFacts } from './payment-facts.js';

/** What scoring remembers of an account, as payer and as payee. */
export interface AccountState {
  readonly firstSeenMs: number;
  readonly lastPaidMs: number | null;
  readonly paid: DayWindow;
  readonly received: DayWindow;
}

/** What scoring remembers of one payer paying one payee. */
export interface PairState {
  readonly payments: number;
}

/** The states that one payment reads and changes; undefined for what was never seen. */
export interface PaymentStates {
  readonly payer: AccountState | undefined;
  readonly payee: AccountState | undefined;
  readonly pair: PairState | undefined;
}

/** The states after the payment. */
export type StatesAfter = { readonly [K in keyof PaymentStates]: NonNullable<PaymentStates[K]> };

/** The key of a pair's state: the first 16 bytes of SHA-256 over both ids, written as a UUID. */
export function pairKey(payerId: string, payeeId: string): string {
  const digest = hash('sha256', `${payerId}>${payeeId}`);
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    digest.slice(12, 16),
    digest.slice(16, 20),
    digest.slice(20, 32),
  ].join('-');
}

/** Every submitted payment counts, whatever is decided about it: an attempt is a fact. */
export function statesAfter(states: PaymentStates, payment: PaymentFacts): StatesAfter {
  const { occurredAtMs: atMs, amountMinor } = payment;
  const before = states.payer ?? unseenAccount(atMs);
  const payer = {
    ...before,
    lastPaidMs: latest(before.lastPaidMs, atMs),
    paid: withEvent(before.paid, atMs, amountMinor),
  };
  // Logs know payments to oneself: one account then takes both changes.
  const isOneAccount = payment.payer.accountId === payment.payee.accountId;
  const payee = isOneAccount ? payer : (states.payee ?? unseenAccount(atMs));
  return {
    payer,
    payee: {
      ...payee,
      received: withEvent(payee.received, atMs, amountMinor),
    },
    pair: { payments: (states.pair?.payments ?? 0) + 1 },
  };
}

function unseenAccount(atMs: number): AccountState {
  return { firstSeenMs: atMs, lastPaidMs: null, paid: [], received: [] };
}

function latest(previousMs: number | null, atMs: number): number {
  return previousMs === null ? atMs : Math.max(previousMs, atMs);
}
