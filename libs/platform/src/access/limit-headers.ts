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

/**
 * Says what is left of a limit by `RateLimit` headers (draft-ietf-httpapi-ratelimit-headers), beside what other limits
 * have said of the same request.
 *
 * @throws PaymoError `limit.too_many_requests` when nothing was
 */
export function tellLimit(
  { name, perMinute, whom }: LimitName,
  { left, waitMs }: Taken,
  reply: FastifyReply,
): void {
  append(reply, 'ratelimit-policy', `"${name}";q=${perMinute};w=60`);
  append(reply, 'ratelimit', `"${name}";r=${left};t=${Math.ceil(waitMs / 1000)}`);
  if (waitMs > 0) throw tooMany(waitMs, whom);
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
