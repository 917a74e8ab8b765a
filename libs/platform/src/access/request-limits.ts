import type { FastifyReply } from 'fastify';
import type { TokenHolder } from './caller.js';
import { type LimitName, tellLimits, tooMany } from './limit-headers.js';
import { Throttle } from './throttle.js';

export interface RequestRates {
  /** Requests a minute that one person may send, whatever their tokens. */
  readonly perHolder: number;
  /** Requests a minute from one network address, all persons together. */
  readonly perAddress: number;
}

/**
 * Bounds what one caller can ask of this instance, and tells them. Machines of the bank have no bound of their own:
 * their work is planned.
 */
export class RequestLimits {
  private readonly holders: Throttle;
  private readonly addresses: Throttle;
  private readonly ofHolder: LimitName;

  constructor(rates: RequestRates) {
    this.holders = new Throttle(rates.perHolder);
    this.addresses = new Throttle(rates.perAddress);
    this.ofHolder = { name: 'person', perMinute: rates.perHolder, whom: 'you' };
  }

  /** @throws PaymoError `limit.too_many_requests` */
  countAddress(address: string, nowMs: number): void {
    const { waitMs } = this.addresses.take(address, nowMs);
    if (waitMs > 0) throw tooMany(waitMs, 'your network address');
  }

  /** @throws PaymoError `limit.too_many_requests` */
  countHolder({ subject, roles }: TokenHolder, reply: FastifyReply, nowMs: number): void {
    if (roles.includes('service')) return;
    tellLimits([{ limit: this.ofHolder, taken: this.holders.take(subject, nowMs) }], reply);
  }
}
