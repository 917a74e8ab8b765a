import type { CivilDate } from '@paymo/lending';
import { PaymoError } from '@paymo/platform';

/** The time that a request counts at: now, or what a sandbox lets the caller say in `Paymo-Event-Time`. */
export function requestTime(header: string | undefined, isSandbox: boolean): Date {
  const time = header === undefined || !isSandbox ? new Date() : new Date(header);
  if (!Number.isNaN(time.getTime())) return time;
  const detail = 'must be an RFC 3339 time';
  throw new PaymoError('request.invalid', `Paymo-Event-Time ${detail}`, {
    errors: [{ pointer: '/headers/paymo-event-time', detail }],
  });
}

/**
 * The day that a nightly run is for.
 *
 * @throws PaymoError when it has not begun: nobody is charged early, but by tests in a sandbox
 */
export function runDay(asked: CivilDate | undefined, now: Date, isSandbox: boolean): CivilDate {
  const today = dayOf(now);
  if (asked === undefined || asked <= today || isSandbox) return asked ?? today;
  throw new PaymoError('loan.not_possible', `${asked} has not begun: nothing is collected before its day.`);
}

/** The day of a time in UTC. */
export function dayOf(time: Date): CivilDate {
  return time.toISOString().slice(0, 10);
}
