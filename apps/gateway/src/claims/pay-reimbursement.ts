import { paymentSettled } from '@paymo/contracts';
import { applyInPostgres, lockLedger, openAccounts } from '@paymo/ledger';
import type { AnnouncingTransaction } from '@paymo/messaging';
import { newId, publicId } from '@paymo/platform';
import { bankAccountId } from '../accounts/bank-account-id.js';
import { nextStatus } from '../payments/payment-status.js';
import { movePayments } from '../payments/payment-statements.js';
import { fieldError } from '../payments/refusals.js';
import { enterClaimsAccount, enterReimbursement } from './claim-statements.js';

/** Money that a decided claim brings back. */
export interface ReimbursementOrder {
  readonly paymentId: string;
  readonly claimId: string;
  /** An account of whoever lost the money. */
  readonly payeeId: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  /** Who decided the claim. */
  readonly actor: string;
  readonly now: Date;
  readonly traceparent: string;
}

/**
 * Pays what a claim was decided to bring back, from the bank's own account, as a payment that a person has released:
 * reserved and settled in the transaction of the decision, which is all the decision that it needs.
 *
 * @throws PaymoError when the account is closed, or holds another currency
 */
export async function payReimbursement(
  transaction: AnnouncingTransaction,
  { paymentId, claimId, payeeId, amountMinor, currency, actor, now, traceparent }: ReimbursementOrder,
): Promise<void> {
  const bank = bankAccountId('claims', currency);
  openAccounts(transaction, [{ id: bank, currency, kind: 'claims', mayOverdraw: true }]);
  transaction.write(enterClaimsAccount, [bank, now]);
  await moveMoney(transaction, bank, { paymentId, payeeId, amountMinor, currency, now });

  const [from, to] = ['submitted', nextStatus('submitted', 'release')] as const;
  if (to !== 'settled') throw new Error('what a person releases is settled');
  const reference = `Reimbursement of ${publicId('clm', claimId)}`;
  transaction.write(enterReimbursement, [
    paymentId,
    bank,
    payeeId,
    amountMinor,
    currency,
    reference,
    claimId,
    now,
  ]);
  transaction.write(movePayments, [[paymentId], [from], [to], [2], [actor], [paymentId], now]);
  const settled = {
    paymentId,
    payerId: bank,
    payeeId,
    amount: { value: Number(amountMinor), currency },
    type: 'reimbursement' as const,
    status: to,
    occurredAtMs: now.getTime(),
    settledAtMs: now.getTime(),
  };
  transaction.announce(paymentSettled, settled, traceparent);
}

type Movement = Pick<ReimbursementOrder, 'paymentId' | 'payeeId' | 'amountMinor' | 'currency' | 'now'>;

async function moveMoney(
  transaction: AnnouncingTransaction,
  bank: string,
  { paymentId, payeeId, amountMinor, currency, now }: Movement,
): Promise<void> {
  const slice = await lockLedger(transaction, { accountIds: [bank, payeeId], transferIds: [] });
  const reserved = {
    kind: 'pending' as const,
    id: paymentId,
    debitAccountId: bank,
    creditAccountId: payeeId,
    amountMinor,
    currency,
    timeoutAtMs: null,
  };
  const posted = { kind: 'post' as const, id: newId(), pendingId: paymentId, amountMinor: null };
  const results = applyInPostgres(transaction, slice, [reserved, posted], now.getTime());
  const refused = results.find(({ outcome }) => outcome !== 'applied');
  if (refused !== undefined) {
    if (refused.outcome === 'refused') {
      const account = publicId('acc', payeeId);
      if (refused.refusal === 'account_closed')
        throw fieldError('account.closed', '/account', `${account} is closed`);
      if (refused.refusal === 'currency_mismatch')
        throw fieldError('payment.currency_mismatch', '/account', `${account} holds another currency`);
    }
    throw new Error(`the ledger did not reimburse: ${JSON.stringify(refused)}`);
  }
}
