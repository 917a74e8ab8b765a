import { hash } from 'node:crypto';
import { addAmount, type AmountHistory, counted, emptyAmounts } from './amount-history.js';
import { hourOf, weekdayOf } from './calendar.js';
import { emptyFlow, type Flow, flowOn } from './flow.js';
import type { PaymentFacts } from './payment-facts.js';
import { partyCode } from './recent-parties.js';

/** Payments whose truth is known, and how many of them were fraud. */
export interface KnownTruth {
  labelled: number;
  frauds: number;
}

/** What scoring remembers of an account, as payer and as payee. Plain data, bounded whatever the traffic. */
export interface AccountState {
  readonly firstSeenMs: number;
  lastPaidMs: number | null;
  lastReceivedMs: number | null;
  /** How long the last payment came behind the receipt before it. */
  inOutMs: number | null;
  paid?: Flow;
  received?: Flow;
  amounts?: AmountHistory;
  /** Pairs of an hour of the day (UTC), or a weekday (0 is Sunday), and the payments made in it. */
  hours?: number[];
  weekdays?: number[];
  asPayer?: KnownTruth;
  asPayee?: KnownTruth;
}

/** What scoring remembers of one payer paying one payee. */
export interface PairState {
  payments: number;
  sumMinor: number;
  readonly firstPaidMs: number;
  lastPaidMs: number;
  readonly paid: Flow;
}

/** What scoring remembers of a device or an IP address that payments came from. */
export interface OriginState {
  readonly firstSeenMs: number;
  readonly paid: Flow;
  readonly truth: KnownTruth;
}

export type EntityState = AccountState | PairState | OriginState;

/** The states that one payment reads and changes; undefined for what was never seen. */
export interface PaymentStates {
  readonly payer: AccountState | undefined;
  readonly payee: AccountState | undefined;
  readonly pair: PairState | undefined;
  readonly device: OriginState | undefined;
  readonly address: OriginState | undefined;
}

/** The keys of a payment's states; null where the payment names no such thing. */
export interface StateKeys {
  readonly payer: string;
  readonly payee: string;
  readonly pair: string;
  readonly device: string | null;
  readonly address: string | null;
}

/** Accounts have their own id; everything else the first 16 bytes of SHA-256 over its name, written as a UUID. */
export function stateKeys(
  payment: Pick<PaymentFacts, 'deviceId' | 'ipAddress'> & {
    readonly payer: { readonly accountId: string };
    readonly payee: { readonly accountId: string };
  },
): StateKeys {
  const { payer, payee, deviceId, ipAddress } = payment;
  return {
    payer: payer.accountId,
    payee: payee.accountId,
    pair: keyOf(`${payer.accountId}>${payee.accountId}`),
    device: deviceId === null ? null : keyOf(`device ${deviceId}`),
    address: ipAddress === null ? null : keyOf(`address ${ipAddress}`),
  };
}

function keyOf(name: string): string {
  const digest = hash('sha256', name);
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-${digest.slice(12, 16)}-${digest.slice(16, 20)}-${digest.slice(20, 32)}`;
}

export function unseenAccount(atMs: number): AccountState {
  return { firstSeenMs: atMs, lastPaidMs: null, lastReceivedMs: null, inOutMs: null };
}

export function unseenPair(atMs: number): PairState {
  return { payments: 0, sumMinor: 0, firstPaidMs: atMs, lastPaidMs: atMs, paid: emptyFlow() };
}

export function unseenOrigin(atMs: number): OriginState {
  return { firstSeenMs: atMs, paid: emptyFlow(), truth: nothingKnown() };
}

export function nothingKnown(): KnownTruth {
  return { labelled: 0, frauds: 0 };
}

/** Every submitted payment counts, whatever is decided about it: an attempt is a fact. */
export function rememberPaid(payer: AccountState, payment: PaymentFacts): void {
  const { occurredAtMs: atMs, amountMinor } = payment;
  payer.lastPaidMs = latest(payer.lastPaidMs, atMs);
  if (payer.lastReceivedMs !== null) payer.inOutMs = Math.max(0, atMs - payer.lastReceivedMs);
  flowOn((payer.paid ??= emptyFlow()), atMs, amountMinor, partyCode(payment.payee.accountId));
  addAmount((payer.amounts ??= emptyAmounts()), amountMinor);
  payer.hours = counted(payer.hours ?? [], hourOf(atMs));
  payer.weekdays = counted(payer.weekdays ?? [], weekdayOf(atMs));
}

export function rememberReceived(payee: AccountState, payment: PaymentFacts): void {
  const { occurredAtMs: atMs, amountMinor } = payment;
  payee.lastReceivedMs = latest(payee.lastReceivedMs, atMs);
  flowOn((payee.received ??= emptyFlow()), atMs, amountMinor, partyCode(payment.payer.accountId));
}

export function rememberPair(pair: PairState, payment: PaymentFacts): void {
  const { occurredAtMs: atMs, amountMinor } = payment;
  pair.payments += 1;
  pair.sumMinor += amountMinor;
  pair.lastPaidMs = Math.max(pair.lastPaidMs, atMs);
  flowOn(pair.paid, atMs, amountMinor, 0);
}

export function rememberOrigin(origin: OriginState, payment: PaymentFacts): void {
  flowOn(origin.paid, payment.occurredAtMs, payment.amountMinor, partyCode(payment.payer.accountId));
}

/** Counts what was learnt about a payment; `before` is what was believed until now, null when nothing was. */
export function learnTruth(known: KnownTruth, before: boolean | null, isFraud: boolean): void {
  if (before === null) known.labelled += 1;
  known.frauds += Number(isFraud) - Number(before ?? false);
}

function latest(previousMs: number | null, atMs: number): number {
  return previousMs === null ? atMs : Math.max(previousMs, atMs);
}
