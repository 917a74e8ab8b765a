import { PaymoError } from '@paymo/platform';

const actorPattern = /^[\p{L}\p{N}][\p{L}\p{N} ._@-]{0,99}$/u;

/**
 * Who acts, by the header `Paymo-Actor`. Anybody can write any name there: it stands in for sign-in, which will
 * take its place, and until then only the network keeps strangers out.
 */
export function actorOf(headers: Readonly<Record<string, string | undefined>>): string {
  const actor = headers['paymo-actor']?.trim() ?? '';
  if (actorPattern.test(actor)) return actor;
  throw new PaymoError(
    'request.actor_missing',
    'Send your name in the header Paymo-Actor: letters, digits, spaces and . _ @ -, 100 characters at most.',
  );
}
