import type { OriginState } from '../entity-state.js';
import type { FlowTotals } from '../flow.js';
import type { Past } from '../past.js';
import type { PaymentFacts } from '../payment-facts.js';
import { hasMet, partyCode } from '../recent-parties.js';
import { type Feature, ratio, secondsKnown } from './feature.js';
import { velocity } from './velocity.js';

interface Origin {
  readonly entity: 'device' | 'address';
  readonly noun: string;
  readonly given: (payment: PaymentFacts) => string | null;
  readonly state: (past: Past) => OriginState | undefined;
  readonly flow: (past: Past) => FlowTotals;
}

/** Where payments come from: a device or an IP address. Features of what is not given are 0. */
function originFeatures({ entity, noun, given, state, flow }: Origin): Feature[] {
  const isKnownFor = (past: Past, accountId: string): boolean =>
    hasMet(state(past)?.paid.parties ?? [], partyCode(accountId));
  const feature = (each: Omit<Feature, 'entity' | 'version' | 'window'>): Feature => ({
    ...each,
    entity,
    version: 2,
    window: 'all time',
  });
  return [
    feature({
      name: `${entity}_is_new_for_payer`,
      meaning: `payer did not lately pay from this ${noun}`,
      unit: 'yes or no',
      value: (payment, past) => Number(given(payment) !== null && !isKnownFor(past, payment.payer.accountId)),
    }),
    feature({
      name: `${entity}_is_shared_with_payee`,
      meaning: `payee lately paid from this ${noun} too`,
      unit: 'yes or no',
      value: (payment, past) => Number(isKnownFor(past, payment.payee.accountId)),
    }),
    feature({
      name: `${entity}_seconds_known`,
      meaning: `time since this ${noun} was first seen here`,
      unit: 'seconds',
      value: (payment, past) => secondsKnown(state(past)?.firstSeenMs, payment.occurredAtMs),
    }),
    ...velocity({
      entity,
      name: `${entity}_paid`,
      whose: `from this ${noun}`,
      flow,
      parties: { name: `${entity}_payers`, meaning: `payers on this ${noun}` },
    }),
    feature({
      name: `${entity}_fraud_share_known`,
      meaning: `share of fraud among payments from this ${noun} whose truth is known`,
      unit: 'ratio',
      value: (_payment, past) => ratio(state(past)?.truth.frauds ?? 0, state(past)?.truth.labelled ?? 0),
    }),
  ];
}

export const deviceFeatures: readonly Feature[] = originFeatures({
  entity: 'device',
  noun: 'device',
  given: ({ deviceId }) => deviceId,
  state: ({ device }) => device,
  flow: ({ devicePaid }) => devicePaid,
});

export const addressFeatures: readonly Feature[] = originFeatures({
  entity: 'address',
  noun: 'IP address',
  given: ({ ipAddress }) => ipAddress,
  state: ({ address }) => address,
  flow: ({ addressPaid }) => addressPaid,
});
