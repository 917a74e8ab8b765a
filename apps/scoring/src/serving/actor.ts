import { PaymoError } from '@paymo/platform';

const actorPattern = /^[\w.@ -]{1,100}$/;

/**
 * Who asks for a change of what decides, from the header `Paymo-Actor`. Nobody checks yet that they are who they say:
 * sign-in comes with the money API, and takes this header's place.
 *
 * @throws PaymoError when the header is missing or not a name
 */
export function actorOf(header: string | undefined): string {
  if (header !== undefined && actorPattern.test(header)) return header;
  const detail = 'must say who you are: 1 to 100 letters, digits and . _ @ -';
  throw new PaymoError('request.invalid', `Paymo-Actor ${detail}`, {
    errors: [{ pointer: '/headers/paymo-actor', detail }],
  });
}
