import type { FastifyReply } from 'fastify';
import { PaymoError } from '../paymo-error.js';
import type { Taken } from './throttle.js';

/** A bound on events a minute: how it is called at the API, and whose events it counts, in a sentence. */
export interface LimitName {
  readonly name: 'person' | 'money' | 'device' | 'payer' | 'payee';
  readonly perMinute: number;
  /** `you`, `this device`. */
  readonly whom: string;
}

/** What became of a request under one limit. */
export interface Told {
  readonly limit: LimitName;
  readonly taken: Taken;
}

/**
 * Says what is left of limits by `RateLimit` headers (draft-ietf-httpapi-ratelimit-headers), beside what others have
 * said of the same request.
 *
 * @throws PaymoError `limit.too_many_requests` when nothing was of the last one
 */
export function tellLimits(told: readonly Told[], reply: FastifyReply): void {
  const last = told.at(-1);
  if (last === undefined) return;
  const policies = told.map(({ limit: { name, perMinute } }) => `"${name}";q=${perMinute};w=60`);
  const remains = told.map(
    ({ limit: { name }, taken: { left, waitMs } }) => `"${name}";r=${left};t=${Math.ceil(waitMs / 1000)}`,
  );
  append(reply, 'ratelimit-policy', policies.join(', '));
  append(reply, 'ratelimit', remains.join(', '));
  if (last.taken.waitMs > 0) throw tooMany(last.taken.waitMs, last.limit.whom);
}

export function tooMany(waitMs: number, whom: string): PaymoError {
  const retryAfterSeconds = Math.ceil(waitMs / 1000);
  return new PaymoError(
    'limit.too_many_requests',
    `More requests came from ${whom} than a minute allows; wait ${retryAfterSeconds} s.`,
    { retryAfterSeconds },
  );
}

function append(reply: FastifyReply, header: string, item: string): void {
  const known = reply.getHeader(header);
  void reply.header(header, known === undefined ? item : `${String(known)}, ${item}`);
}
