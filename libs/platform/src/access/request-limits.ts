import type { FastifyReply } from 'fastify';
import { PaymoError } from '../paymo-error.js';
import type { TokenHolder } from './caller.js';
import { Throttle } from './throttle.js';

export interface RequestRates {
  /** Requests a minute that one person may send, whatever their tokens. */
  readonly perHolder: number;
  /** Requests a minute from one network address, all persons together. */
  readonly perAddress: number;
}

/**
 * Bounds what one caller can ask of this instance, and tells them by `RateLimit` headers
 * (draft-ietf-httpapi-ratelimit-headers). Machines of the bank have no bound of their own: their work is planned.
 */
export class RequestLimits {
  private readonly holders: Throttle;
  private readonly addresses: Throttle;
  private readonly holderPolicy: string;

  constructor(rates: RequestRates) {
    this.holders = new Throttle(rates.perHolder);
    this.addresses = new Throttle(rates.perAddress);
    this.holderPolicy = `"person";q=${rates.perHolder};w=60`;
  }

  /** @throws PaymoError `limit.too_many_requests` */
  countAddress(address: string, reply: FastifyReply, nowMs: number): void {
    const { waitMs } = this.addresses.take(address, nowMs);
    if (waitMs > 0) throw tooMany(reply, waitMs, 'your network address');
  }

  /** @throws PaymoError `limit.too_many_requests` */
  countHolder({ subject, roles }: TokenHolder, reply: FastifyReply, nowMs: number): void {
    if (roles.includes('service')) return;
    const { left, waitMs } = this.holders.take(subject, nowMs);
    void reply.header('ratelimit-policy', this.holderPolicy);
    void reply.header('ratelimit', `"person";r=${left};t=${Math.ceil(waitMs / 1000)}`);
    if (waitMs > 0) throw tooMany(reply, waitMs, 'you');
  }
}

function tooMany(reply: FastifyReply, waitMs: number, whom: string): PaymoError {
  const retryAfterSeconds = Math.ceil(waitMs / 1000);
  return new PaymoError(
    'limit.too_many_requests',
    `More requests came from ${whom} than a minute allows; wait ${retryAfterSeconds} s.`,
    { retryAfterSeconds },
  );
}
