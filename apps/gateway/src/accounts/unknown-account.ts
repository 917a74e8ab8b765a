import { PaymoError, publicId } from '@paymo/platform';

/** The account does not exist, or is somebody else's, which looks the same. */
export function unknownAccount(id: string): PaymoError {
  return new PaymoError('account.unknown', `${publicId('acc', id)} does not exist.`);
}
