import type { Refusal } from '@paymo/ledger';
import { Fails, PaymoError, publicId } from '@paymo/platform';
import type { PaymentRequest } from './payment-request.js';

/** States the errors of a request for a payment. */
export function FailsAsPayment(): MethodDecorator {
  return Fails(
    'account.not_found',
    'account.closed',
    'account.frozen',
    'payment.same_account',
    'payment.currency_mismatch',
    'payment.insufficient_funds',
    'payment.over_limit',
    'auth.device_key_missing',
    'conflict.idempotency_key_reused',
    'conflict.idempotency_key_in_use',
  );
}

/** Says in the API's terms why the ledger refused to reserve the money; nothing was written. */
export function refusalError(
  refusal: Refusal,
  accountId: string | undefined,
  request: PaymentRequest,
): PaymoError {
  const side = accountId === request.payee ? 'payee' : 'payer';
  const account = publicId('acc', accountId ?? request.payer);
  switch (refusal) {
    case 'account_not_found':
      return unknownAccount(side, accountId ?? request.payer);
    case 'account_closed':
      return fieldError('account.closed', `/${side}`, `${account} is closed`);
    case 'same_account':
      return fieldError('payment.same_account', '/payee', 'must be another account than the payer');
    case 'currency_mismatch':
      return fieldError('payment.currency_mismatch', '/amount/currency', `${account} holds another currency`);
    case 'insufficient_funds':
      return new PaymoError(
        'payment.insufficient_funds',
        `${account} has too little money for this payment.`,
      );
    case 'amount_out_of_range':
      return fieldError('request.invalid', '/amount/value', 'is out of range');
    case 'not_permitted':
      throw new Error('whoever does not permit a payment says why');
    case 'id_reused':
    case 'pending_not_found':
    case 'pending_already_posted':
    case 'pending_already_voided':
    case 'pending_timed_out':
    case 'exceeds_pending':
      throw new Error(`the ledger cannot answer ${refusal} to a new reservation`);
  }
}

/** An account that does not exist, or that looks so to the caller because it is somebody else's. */
export function unknownAccount(field: 'payer' | 'payee' | 'account', accountId: string): PaymoError {
  return fieldError('account.not_found', `/${field}`, `${publicId('acc', accountId)} does not exist`);
}

/** Nobody of the staff has a say about a payment that left their own account, or came to it. */
export function assertNotOwner(subject: string, owners: readonly string[]): void {
  if (!owners.includes(subject)) return;
  throw new PaymoError(
    'conflict.own_account',
    'The payment is one of your own accounts; a colleague judges it.',
  );
}

export function fieldError(code: PaymoError['code'], pointer: string, detail: string): PaymoError {
  return new PaymoError(code, `${pointer}: ${detail}`, { errors: [{ pointer, detail }] });
}
