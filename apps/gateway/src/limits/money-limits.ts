import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type Caller, type LimitName, tellLimit, Throttle } from '@paymo/platform';
import { type GatewaySettings, SETTINGS } from '../settings.js';

/** What a request asks to be paid. */
export interface MoneyFlow {
  readonly payer: string | null;
  readonly payee: string | null;
  /** The app's name for its device, where it says one. */
  readonly deviceId: string | null;
}

/** Of a request that has to be looked up to say from whom it takes, and is counted before. */
export const flowUnknown: MoneyFlow = { payer: null, payee: null, deviceId: null };

interface Limit {
  readonly name: LimitName;
  readonly throttle: Throttle;
  readonly keyOf: (caller: Caller, flow: MoneyFlow) => string | null;
}

/**
 * Bounds the payments that customers ask for, whatever becomes of them: of a person, from an account, from a device and
 * to a payee, so that a stolen phone empties no account by a thousand payments and no mule takes in from everybody at
 * once. Counters are those of one instance; what the bank's machines pay is planned.
 */
@Injectable()
export class MoneyLimits {
  private readonly limits: readonly Limit[];

  constructor(@Inject(SETTINGS) settings: GatewaySettings) {
    const limit = (
      name: LimitName['name'],
      perMinute: number,
      whom: string,
      keyOf: Limit['keyOf'],
    ): Limit => ({
      name: { name, perMinute, whom },
      throttle: new Throttle(perMinute),
      keyOf,
    });
    this.limits = [
      limit('money', settings.PAYMENTS_PER_MINUTE, 'you', ({ subject }) => subject),
      limit('payer', settings.PAYMENTS_PER_MINUTE, 'this account', (_, { payer }) => payer),
      limit('device', settings.PAYMENTS_PER_MINUTE, 'this device', (_, { deviceId }) => deviceId),
      limit('payee', settings.PAYMENTS_PER_MINUTE_AND_PAYEE, 'payers of this payee', (_, { payee }) => payee),
    ];
  }

  /** @throws PaymoError `limit.too_many_requests` */
  count(caller: Caller, flows: readonly MoneyFlow[], reply: FastifyReply): void {
    if (caller.roles.includes('service')) return;
    const nowMs = Date.now();
    for (const { name, throttle, keyOf } of this.limits) {
      const counts = new Map<string, number>();
      for (const flow of flows) {
        const key = keyOf(caller, flow);
        if (key !== null) counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      const taken = [...counts].map(([key, count]) => throttle.take(key, nowMs, count));
      const [worst] = taken.sort((one, other) => other.waitMs - one.waitMs || one.left - other.left);
      if (worst !== undefined) tellLimit(name, worst, reply);
    }
  }
}
