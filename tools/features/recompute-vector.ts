import type { PaymentFacts } from '@paymo/features';

/**
 * Every feature that depends on the past, computed anew from all earlier payments by the words of the reference
 * page. Shares no code with the streaming computation but the catalogue's names.
 */
export type Values = Readonly<Record<string, number>>;

/** Ten years: it never happened. */
const neverSeconds = 315_360_000;
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
const day: WindowSpec = { name: '24h', bucketMs: hourMs, buckets: 24, bucketsKept: 24, ms: dayMs };
const windowSpecs: WindowSpec[] = [
  { name: '1h', bucketMs: 5 * minuteMs, buckets: 12, bucketsKept: 12, ms: hourMs },
  day,
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
const known = (times: number[], nowMs: number): number => Math.max(0, nowMs - (times[0] ?? nowMs)) / 1000;

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

/** A payment whose truth is known. */
export interface Labelled {
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

/** @param earlier payments of everybody whom `now` touches, in the order in which they came */
export function recomputed(
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
  const dayOf = (log: readonly PaymentFacts[]): number => sum(inWindow(log, nowMs, day));
  const spent = windowSpecs.map((spec): [string, number] => {
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
