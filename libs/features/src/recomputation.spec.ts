import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { neverSeconds } from './catalogue/feature.js';
import { featureNames } from './catalogue/catalogue.js';
import { stateKeys } from './entity-state.js';
import { emptyStates, type EntityStates, learn, observe } from './feature-memory.js';
import { type PaymentFacts, paymentTypes } from './payment-facts.js';

/**
 * Every feature that depends on the past, computed anew from all earlier payments by the words of the reference
 * page. Shares no code with the streaming computation but the catalogue's names.
 */
type Values = Record<string, number>;

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const partiesKept = 32;

interface WindowSpec {
  readonly name: string;
  readonly bucketMs: number;
  readonly buckets: number;
  readonly bucketsKept: number;
  readonly ms: number;
}
const windowSpecs: WindowSpec[] = [
  { name: '1h', bucketMs: 5 * minuteMs, buckets: 12, bucketsKept: 12, ms: hourMs },
  { name: '24h', bucketMs: hourMs, buckets: 24, bucketsKept: 24, ms: dayMs },
  { name: '7d', bucketMs: dayMs, buckets: 7, bucketsKept: 30, ms: 7 * dayMs },
  { name: '30d', bucketMs: dayMs, buckets: 30, bucketsKept: 30, ms: 30 * dayMs },
];

interface Met {
  readonly other: string;
  readonly atMs: number;
}

const sum = (log: readonly PaymentFacts[]): number =>
  log.reduce((total, { amountMinor }) => total + amountMinor, 0);
const share = (part: number, whole: number): number => (whole <= 0 ? 0 : part / whole);
const since = (times: number[], nowMs: number): number =>
  times.length === 0 ? neverSeconds : Math.min(neverSeconds, Math.max(0, nowMs - Math.max(...times)) / 1000);
const known = (times: number[], nowMs: number): number =>
  times.length === 0 ? 0 : Math.max(0, nowMs - times[0]!) / 1000;

function inWindow(log: readonly PaymentFacts[], nowMs: number, spec: WindowSpec): PaymentFacts[] {
  const bucketOf = (ms: number): number => Math.floor(ms / spec.bucketMs);
  const now = bucketOf(nowMs);
  let newest = -Infinity;
  // What is too late for its series when it arrives is never counted; what falls behind later is forgotten.
  const counted: PaymentFacts[] = [];
  for (const each of log) {
    const bucket = bucketOf(each.occurredAtMs);
    newest = Math.max(newest, bucket);
    if (bucket > newest - spec.bucketsKept) counted.push(each);
  }
  return counted.filter(({ occurredAtMs }) => {
    const bucket = bucketOf(occurredAtMs);
    return bucket > newest - spec.bucketsKept && bucket <= now && bucket > now - spec.buckets;
  });
}

/** The accounts met last, each once, by the latest time it was met and then by the log. */
function recentOf(met: readonly Met[]): Met[] {
  const latest = new Map<string, Met & { index: number }>();
  met.forEach(({ other, atMs }, index) => {
    const before = latest.get(other);
    if (before === undefined || atMs >= before.atMs) latest.set(other, { other, atMs, index });
  });
  return [...latest.values()].sort((a, b) => a.atMs - b.atMs || a.index - b.index).slice(-partiesKept);
}

function velocityOf(log: readonly PaymentFacts[], nowMs: number, name: string): Values {
  return Object.fromEntries(
    windowSpecs.flatMap((spec) => {
      const events = inWindow(log, nowMs, spec);
      return [
        [`${name}_count_${spec.name}`, events.length],
        [`${name}_sum_${spec.name}`, sum(events)],
      ];
    }),
  );
}

function distinctOf(met: readonly Met[], nowMs: number, name: string): Values {
  const recent = recentOf(met);
  return Object.fromEntries(
    windowSpecs.map((spec) => [
      `${name}_${spec.name}`,
      recent.filter(({ atMs }) => atMs <= nowMs && atMs > nowMs - spec.ms).length,
    ]),
  );
}

const payees = (log: readonly PaymentFacts[]): Met[] =>
  log.map(({ payee, occurredAtMs }) => ({ other: payee.accountId, atMs: occurredAtMs }));
const payers = (log: readonly PaymentFacts[]): Met[] =>
  log.map(({ payer, occurredAtMs }) => ({ other: payer.accountId, atMs: occurredAtMs }));
const times = (log: readonly PaymentFacts[]): number[] => log.map(({ occurredAtMs }) => occurredAtMs);

interface Labelled {
  readonly payment: PaymentFacts;
  readonly isFraud: boolean;
}

const sizeOf = (amount: number): number => Math.floor(Math.log2(amount) * 4);

function habits(paid: readonly PaymentFacts[], now: PaymentFacts): Values {
  const amounts = paid.map(({ amountMinor }) => amountMinor);
  const mean = sum(paid) / Math.max(1, amounts.length);
  const variance = amounts.reduce((total, each) => total + (each - mean) ** 2, 0) / (amounts.length - 1);
  const rank = amounts.reduce((total, each) => {
    const [size, own] = [sizeOf(each), sizeOf(now.amountMinor)];
    return total + (size < own ? 1 : size === own ? 0.5 : 0);
  }, 0);
  const at = new Date(now.occurredAtMs);
  const like = (part: (date: Date) => number): number =>
    paid.filter(({ occurredAtMs }) => part(new Date(occurredAtMs)) === part(at)).length;
  return {
    amount_to_mean: share(now.amountMinor, mean),
    amount_deviations:
      amounts.length < 2 || !(variance > 0) ? 0 : (now.amountMinor - mean) / Math.sqrt(variance),
    amount_rank: share(rank, amounts.length),
    amount_to_largest: share(now.amountMinor, Math.max(0, ...amounts)),
    hour_share: share(
      like((date) => date.getUTCHours()),
      paid.length,
    ),
    weekday_share: share(
      like((date) => date.getUTCDay()),
      paid.length,
    ),
  };
}

function inOut(account: string, earlier: readonly PaymentFacts[]): number {
  let lastReceived: number | undefined;
  let seconds = neverSeconds;
  for (const { payer, payee, occurredAtMs } of earlier) {
    if (payer.accountId === account && lastReceived !== undefined)
      seconds = Math.min(neverSeconds, Math.max(0, occurredAtMs - lastReceived) / 1000);
    if (payee.accountId === account) lastReceived = Math.max(lastReceived ?? occurredAtMs, occurredAtMs);
  }
  return seconds;
}

function origin(name: string, used: readonly PaymentFacts[], isGiven: boolean, now: PaymentFacts): Values {
  const recent = new Set(recentOf(payers(used)).map(({ other }) => other));
  return {
    ...velocityOf(used, now.occurredAtMs, `${name}_paid`),
    ...distinctOf(payers(used), now.occurredAtMs, `${name}_payers`),
    [`${name}_is_new_for_payer`]: Number(isGiven && !recent.has(now.payer.accountId)),
    [`${name}_is_shared_with_payee`]: Number(recent.has(now.payee.accountId)),
    [`${name}_seconds_known`]: known(times(used), now.occurredAtMs),
  };
}

function pairOf(earlier: readonly PaymentFacts[], now: PaymentFacts): Values {
  const [payerId, payeeId] = [now.payer.accountId, now.payee.accountId];
  const pair = earlier.filter(
    ({ payer, payee }) => payer.accountId === payerId && payee.accountId === payeeId,
  );
  const contacts = (id: string): Set<string> => {
    const paid = recentOf(payees(earlier.filter(({ payer }) => payer.accountId === id)));
    const received = recentOf(payers(earlier.filter(({ payee }) => payee.accountId === id)));
    return new Set([...paid, ...received].map(({ other }) => other));
  };
  const receivedFrom = recentOf(payers(earlier.filter(({ payee }) => payee.accountId === payerId)));
  const isPaidBack = receivedFrom.some(({ other }) => other === payeeId);
  const isBetweenPeople = now.payer.kind === 'customer' && now.payee.kind === 'customer';
  const common = isBetweenPeople
    ? [...contacts(payerId)].filter((each) => contacts(payeeId).has(each)).length
    : 0;
  const further = common > 0 ? 2 : 3;
  return {
    pair_payments: pair.length,
    pair_seconds_known: known(times(pair), now.occurredAtMs),
    pair_seconds_since_paid: since(times(pair), now.occurredAtMs),
    amount_to_pair_mean: share(now.amountMinor * pair.length, sum(pair)),
    ...velocityOf(pair, now.occurredAtMs, 'pair_paid'),
    is_paid_back: Number(isPaidBack),
    common_contacts: common,
    contact_steps: payerId === payeeId ? 0 : pair.length > 0 || isPaidBack ? 1 : further,
  };
}

function truths(labelled: readonly Labelled[], now: PaymentFacts): Values {
  const rate = (of: readonly Labelled[]): number =>
    share(of.filter(({ isFraud }) => isFraud).length, of.length);
  const toPayee = labelled.filter(({ payment }) => payment.payee.accountId === now.payee.accountId);
  const byPayer = labelled.filter(({ payment }) => payment.payer.accountId === now.payer.accountId);
  const on = (value: string | null, key: 'deviceId' | 'ipAddress'): Labelled[] =>
    value === null ? [] : labelled.filter(({ payment }) => payment[key] === value);
  return {
    payer_frauds_known: byPayer.filter(({ isFraud }) => isFraud).length,
    payee_labelled_known: toPayee.length,
    payee_fraud_share_known: rate(toPayee),
    device_fraud_share_known: rate(on(now.deviceId, 'deviceId')),
    address_fraud_share_known: rate(on(now.ipAddress, 'ipAddress')),
  };
}

function recomputed(
  earlier: readonly PaymentFacts[],
  labelled: readonly Labelled[],
  now: PaymentFacts,
): Values {
  const [payerId, payeeId, nowMs] = [now.payer.accountId, now.payee.accountId, now.occurredAtMs];
  const paidBy = (id: string) => earlier.filter(({ payer }) => payer.accountId === id);
  const receivedBy = (id: string) => earlier.filter(({ payee }) => payee.accountId === id);
  const seen = (id: string) =>
    earlier.filter(({ payer, payee }) => [payer.accountId, payee.accountId].includes(id));
  const used = (value: string | null, key: 'deviceId' | 'ipAddress') =>
    value === null ? [] : earlier.filter((each) => each[key] === value);
  const [paid, received, payeeReceived] = [paidBy(payerId), receivedBy(payerId), receivedBy(payeeId)];
  const dayOf = (log: readonly PaymentFacts[]): number => sum(inWindow(log, nowMs, windowSpecs[1]!));
  const spent = windowSpecs.map((spec) => {
    const before = sum(inWindow(paid, nowMs, spec));
    const had = Math.max(now.payer.balanceMinor + before, 1);
    return [
      `payer_paid_share_${spec.name}`,
      now.payer.kind === 'merchant' ? 0 : (before + now.amountMinor) / had,
    ];
  });
  return {
    ...velocityOf(paid, nowMs, 'payer_paid'),
    ...distinctOf(payees(paid), nowMs, 'payer_payees'),
    ...Object.fromEntries(spent),
    ...velocityOf(received, nowMs, 'payer_received'),
    pass_through_share_24h: share(now.amountMinor, dayOf(received)),
    payer_seconds_known: known(times(seen(payerId)), nowMs),
    payer_seconds_since_paid: since(times(paid), nowMs),
    payer_seconds_since_received: since(times(received), nowMs),
    payer_in_out_seconds: inOut(payerId, earlier),
    ...habits(paid, now),
    ...pairOf(earlier, now),
    payee_seconds_known: known(times(seen(payeeId)), nowMs),
    payee_seconds_since_received: since(times(payeeReceived), nowMs),
    ...velocityOf(payeeReceived, nowMs, 'payee_received'),
    ...distinctOf(payers(payeeReceived), nowMs, 'payee_payers'),
    payee_pass_through_24h: share(dayOf(paidBy(payeeId)), dayOf(payeeReceived)),
    payee_in_out_seconds: inOut(payeeId, earlier),
    ...origin('device', used(now.deviceId, 'deviceId'), now.deviceId !== null, now),
    ...origin('address', used(now.ipAddress, 'ipAddress'), now.ipAddress !== null, now),
    ...truths(labelled, now),
  };
}

const startMs = Date.UTC(2026, 0, 15, 12);
const party = (ids: string[]) =>
  fc.record({
    accountId: fc.constantFrom(...ids),
    kind: fc.constantFrom('customer' as const, 'merchant' as const),
    balanceMinor: fc.integer({ min: -1000, max: 9_000_000 }),
  });

/** Logs with many ties, times in disorder over `days`, labels that come at once or later, and two wars of beliefs. */
const anyLog = (ids: string[], days: number, maxLength: number) =>
  fc.array(
    fc.record({
      payer: party(ids),
      payee: party(ids),
      type: fc.constantFrom(...paymentTypes),
      amountMinor: fc.integer({ min: 1, max: 2_000_000 }),
      occurredAtMs: fc.integer({ min: 0, max: days * 96 }).map((step) => startMs + step * 15 * minuteMs),
      deviceId: fc.constantFrom(null, 'phone', 'tablet'),
      ipAddress: fc.constantFrom(null, '10.0.0.1'),
      label: fc.constantFrom(null, true, false),
      labelledAfter: fc.integer({ min: 1, max: 10 }),
    }),
    { maxLength, size: 'max' },
  );

const throughJson = (states: EntityStates): EntityStates => ({
  accounts: new Map(JSON.parse(JSON.stringify([...states.accounts]))),
  pairs: new Map(JSON.parse(JSON.stringify([...states.pairs]))),
  origins: new Map(JSON.parse(JSON.stringify([...states.origins]))),
});

describe('for any log, with ties, disorder and labels that come later', () => {
  const cases: [string, string[], number, number][] = [
    ['of three accounts over three days', ['ann', 'bob', 'cyd'], 3, 60],
    ['of three accounts over forty days', ['ann', 'bob', 'cyd'], 40, 60],
    ['of more accounts than are remembered', Array.from({ length: 40 }, (_, i) => `acc${i}`), 2, 90],
  ];
  test.each(cases)('%s, every vector equals a recomputation', (_kind, ids, days, maxLength) => {
    fc.assert(
      fc.property(anyLog(ids, days, maxLength), (log) => {
        let states = emptyStates();
        const labelled: Labelled[] = [];
        log.forEach((now, index) => {
          for (const earlier of log.slice(0, index)) {
            const isDue = log.indexOf(earlier) + earlier.labelledAfter === index;
            if (!isDue || earlier.label === null) continue;
            learn(states, stateKeys(earlier), { isFraud: earlier.label, before: null });
            labelled.push({ payment: earlier, isFraud: earlier.label });
          }
          const vector = observe(states, now);
          const values = Object.fromEntries(featureNames.map((name, place) => [name, vector[place]!]));
          for (const [name, expected] of Object.entries(recomputed(log.slice(0, index), labelled, now))) {
            expect([name, values[name]]).toEqual([name, expect.closeTo(expected, 6)]);
          }
          states = throughJson(states);
        });
      }),
      { numRuns: 20 },
    );
  });

  test('the recomputation covers every feature that looks back', () => {
    const ofNow = ['amount', 'is_transfer', 'is_cash_out', 'is_round_amount', 'hour_of_day', 'day_of_week'];
    const ofBalances = ['payer_balance', 'balance_share', 'payee_balance', 'payee_is_merchant'];
    const now = { ...fc.sample(anyLog(['ann', 'bob'], 1, 5), 50).find((log) => log.length > 0)![0]! };
    const covered = Object.keys(recomputed([], [], now));
    expect([...covered, ...ofNow, ...ofBalances].sort()).toEqual([...featureNames].sort());
  });
});
