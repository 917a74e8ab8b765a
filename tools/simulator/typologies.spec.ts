import { describe, expect, it } from '@jest/globals';
import { dayMs, hourMs, minuteMs } from './calendar.js';
import type { TypologyName } from './fraud/fraud-case.js';
import type { MadePayment } from './payment.js';
import { defaultOptions, simulatorSettings } from './settings.js';
import { simulate } from './simulate.js';

const options = { seed: '11', customers: '1500', days: '45', fraudShare: '0.02', drift: ['new-typology@10'] };
const log = [...simulate(simulatorSettings({ ...defaultOptions, ...options }))].map(({ payment }) => payment);
const honest = log.filter(({ fraud }) => fraud === null);

function groups(payments: readonly MadePayment[], keyOf: (payment: MadePayment) => unknown): MadePayment[][] {
  const byKey = new Map<unknown, MadePayment[]>();
  for (const payment of payments) byKey.set(keyOf(payment), [...(byKey.get(keyOf(payment)) ?? []), payment]);
  return [...byKey.values()];
}

function of(typology: TypologyName): MadePayment[] {
  const found = log.filter(({ fraud }) => fraud?.campaign.typology === typology);
  expect(found.length).toBeGreaterThan(30);
  return found;
}

const casesOf = (typology: TypologyName): MadePayment[][] => groups(of(typology), ({ fraud }) => fraud);

const lasts = (payments: readonly MadePayment[]): number => payments.at(-1)!.atMs - payments[0]!.atMs;
const shareOf = <T>(all: readonly T[], isSo: (one: T) => boolean): number =>
  all.filter(isSo).length / all.length;

/** Payments of before the fraud by the same payer. */
const before = ({ payer, atMs }: MadePayment): MadePayment[] =>
  log.filter((payment) => payment.payer === payer && payment.atMs < atMs);
const usedBefore = (payment: MadePayment): boolean =>
  before(payment).some(({ origin }) => origin?.device === payment.origin?.device);
const paidBefore = (payment: MadePayment): boolean =>
  before(payment).some(({ payee }) => payee === payment.payee);

describe('account takeover', () => {
  it('takes a large part of the balance within two hours, mostly on a device the payer never used', () => {
    const cases = casesOf('account-takeover');
    for (const payments of cases) expect(lasts(payments)).toBeLessThan(2 * hourMs);
    const drained = cases.map(
      (payments) =>
        payments.reduce((sum, { amountMinor }) => sum + amountMinor, 0) / payments[0]!.payerBalanceMinor!,
    );
    expect(shareOf(drained, (share) => share > 0.3)).toBeGreaterThan(0.8);
    const unknown = shareOf(cases, ([first]) => !usedBefore(first!));
    expect(unknown).toBeGreaterThan(0.6);
    expect(unknown).toBeLessThan(0.97);
  });
});

describe('an authorised push-payment scam', () => {
  it('is paid from a device of the victim, who then mostly pays from it honestly too', () => {
    const firsts = casesOf('authorised-push-payment').map(([first]) => first!);
    const pairs = new Set(honest.map(({ payer, origin }) => `${payer} ${origin?.device ?? ''}`));
    expect(shareOf(firsts, ({ payer, origin }) => pairs.has(`${payer} ${origin!.device}`))).toBeGreaterThan(
      0.9,
    );
  });

  it('goes to one payee, whom the victim hardly ever paid before', () => {
    const cases = casesOf('authorised-push-payment');
    for (const payments of cases) expect(new Set(payments.map(({ payee }) => payee)).size).toBe(1);
    expect(shareOf(cases, ([first]) => paidBefore(first!))).toBeLessThan(0.03);
  });
});

describe('a mule network', () => {
  it('lets money that arrived leave within hours', () => {
    const out = of('mule-network').filter(({ payer }) => payer.startsWith('C'));
    const firsts = groups(out, ({ fraud }) => fraud).map(([first]) => first!);
    const waits = firsts.map(({ payer, atMs }) => {
      const receipts = log.filter(
        ({ payee, fraud, atMs: receivedMs }) => payee === payer && fraud !== null && receivedMs < atMs,
      );
      return atMs - receipts.at(-1)!.atMs;
    });
    expect(shareOf(waits, (wait) => wait <= 20 * hourMs)).toBe(1);
    expect(waits.toSorted((one, other) => one - other)[Math.floor(waits.length / 2)]).toBeLessThan(
      4 * hourMs,
    );
  });

  it('takes in from several payers within three days', () => {
    const into = of('mule-network').filter(({ payer }) => payer.startsWith('X'));
    const networks = groups(into, ({ fraud }) => fraud!.campaign);
    for (const payments of networks) {
      expect(lasts(payments)).toBeLessThan(3 * dayMs);
      expect(new Set(payments.map(({ payer }) => payer)).size).toBe(payments.length);
    }
  });
});

describe('card testing', () => {
  it('pays small sums from many accounts on one device within half an hour', () => {
    const tests = of('card-testing').filter(({ amountMinor }) => amountMinor <= 500);
    const bursts = groups(tests, ({ fraud }) => fraud!.campaign);
    for (const burst of bursts) {
      expect(new Set(burst.map(({ origin }) => origin!.device)).size).toBe(1);
      expect(lasts(burst)).toBeLessThan(40 * minuteMs);
      expect(new Set(burst.map(({ payer }) => payer)).size).toBeGreaterThan(9);
    }
  });

  it('is followed by purchases with a few of the cards on another device within a day', () => {
    const sprees = casesOf('card-testing').filter(({ length }) => length === 2);
    expect(sprees.length).toBeGreaterThan(5);
    for (const payments of sprees) {
      expect(payments[0]!.origin!.device).not.toBe(payments[1]!.origin!.device);
      expect(lasts(payments)).toBeLessThan(dayMs);
    }
  });
});

describe.each(['bust-out', 'synthetic-identity'] as const)('%s', (typology) => {
  it('takes a loan, spends it and more within four days and is never seen again', () => {
    for (const payments of casesOf(typology)) {
      const { payer } = payments[0]!;
      // Like anybody, such a customer may take another loan meanwhile.
      const isBefore = ({ atMs }: { atMs: number }): boolean => atMs < payments[0]!.atMs;
      const loan = log
        .filter(isBefore)
        .findLast(({ payee, payer: from }) => payee === payer && from.startsWith('B'))!;
      expect(payments.at(-1)!.atMs - loan.atMs).toBeLessThan(5.5 * dayMs);
      const later = honest.filter(
        ({ payer: from, origin, atMs }) => from === payer && origin !== null && atMs > loan.atMs + 3 * dayMs,
      );
      expect(later).toEqual([]);
    }
  });
});

describe('synthetic identity', () => {
  it('works accounts on one device, unless it breaks, that opened 5 to 14 days before the loan', () => {
    const campaigns = groups(of('synthetic-identity'), ({ fraud }) => fraud!.campaign);
    const isOneDevice = (payments: MadePayment[]): boolean =>
      new Set(payments.map(({ origin }) => origin!.device)).size === 1;
    expect(shareOf(campaigns, isOneDevice)).toBeGreaterThan(0.7);
    for (const payments of campaigns) {
      for (const payer of new Set(payments.map((payment) => payment.payer))) {
        const firstSeenMs = log.find((payment) => payment.payee === payer || payment.payer === payer)!.atMs;
        const loan = log.find(({ payee, payer: from }) => payee === payer && from.startsWith('B'))!;
        expect(loan.atMs - firstSeenMs).toBeGreaterThan(4.5 * dayMs);
        expect(loan.atMs - firstSeenMs).toBeLessThan(14.5 * dayMs);
      }
    }
  });
});

describe('invoice redirection', () => {
  it('takes the same round rent once or twice, a week apart, to a payee who is new', () => {
    const cases = casesOf('invoice-redirection');
    for (const payments of cases) {
      expect(new Set(payments.map(({ amountMinor }) => amountMinor)).size).toBe(1);
      expect(payments[0]!.amountMinor % 1_000).toBe(0);
      if (payments.length > 1) expect(Math.round(lasts(payments) / dayMs)).toBeGreaterThanOrEqual(6);
    }
    expect(shareOf(cases, ([first]) => paidBefore(first!))).toBeLessThan(0.05);
  });
});

describe('honest people', () => {
  it('look odd too: new devices, large sums to new payees, accounts emptied, bursts of small payments', () => {
    const byHand = honest.filter(({ payer, origin }) => payer.startsWith('C') && origin !== null);
    const firstOf = (keyOf: (payment: MadePayment) => string): MadePayment[] =>
      groups(byHand, keyOf).map(([first]) => first!);
    const newDevices = firstOf(({ payer, origin }) => `${payer} ${origin!.device}`);
    const newPayees = firstOf(({ payer, payee }) => `${payer} ${payee}`);
    const settledInMs = log[0]!.atMs + 20 * dayMs;
    expect(newDevices.filter(({ atMs }) => atMs > settledInMs).length).toBeGreaterThan(100);
    expect(
      newPayees.filter(({ type, amountMinor }) => type === 'transfer' && amountMinor > 30_000).length,
    ).toBeGreaterThan(300);
    const emptied = byHand.filter(
      ({ amountMinor, payerBalanceMinor }) => amountMinor > 20_000 && amountMinor > 0.85 * payerBalanceMinor!,
    );
    expect(emptied.length).toBeGreaterThan(50);
    const bursts = groups(
      byHand,
      ({ payer, payee, atMs }) => `${payer} ${payee} ${Math.floor(atMs / hourMs)}`,
    );
    expect(bursts.filter(({ length }) => length >= 4).length).toBeGreaterThan(50);
  });
});
