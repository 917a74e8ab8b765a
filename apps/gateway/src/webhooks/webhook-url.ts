import { isIP } from 'node:net';
import { PaymoError } from '@paymo/platform';
import { isPublicAddress } from './public-address.js';

/** Why a URL cannot be an endpoint as far as it can be seen from it; what its name resolves to is checked at each attempt. */
export function urlFault(text: string, mayBePrivate: boolean): string | undefined {
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return 'must not contain a user or password';
  if (mayBePrivate) return undefined;
  if (url.protocol !== 'https:') return 'must be https';
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(host) !== 0 && !isPublicAddress(host) ? 'must be on the public internet' : undefined;
}

/** @throws PaymoError `webhook.address_refused` */
export function checkUrl(text: string, mayBePrivate: boolean): void {
  const detail = urlFault(text, mayBePrivate);
  if (detail === undefined) return;
  throw new PaymoError('webhook.address_refused', `/url: ${detail}`, {
    errors: [{ pointer: '/url', detail }],
  });
}
