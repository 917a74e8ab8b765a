import { type CivilDate, Exact } from '@paymo/lending';
import type { AnnouncingTransaction } from '@paymo/messaging';
import { newId, PaymoError, publicId } from '@paymo/platform';
import { lockOffer, moveOffer, type OfferRow } from '../applications/application-statements.js';
import { price, termsOf } from '../applications/make-offer.js';
import { dayOf } from '../request-time.js';
import { type LoanAccount, oldestDueOn } from './loan-account.js';
import * as sql from './loan-statements.js';
import { requestTransfer, storeHistory, storePlan } from './loan-store.js';

export interface Acceptance {
  readonly offerId: string;
  readonly agreementHash: string;
  readonly at: Date;
  readonly traceparent: string | undefined;
}

/**
 * Turns an offer into a loan, and asks the ledger to pay it out.
 *
 * @returns the new loan's id
 * @throws PaymoError when the offer is not open any more, or not the one that the customer read
 */
export async function acceptOffer(
  transaction: AnnouncingTransaction,
  acceptance: Acceptance,
): Promise<string> {
  const { offerId, at, traceparent } = acceptance;
  const [offer] = await transaction.query<OfferRow>(lockOffer, [offerId]);
  checkOffer(offer, acceptance);
  const on = dayOf(at);
  const loan = loanOf(offer, on);
  transaction.write(moveOffer, [offer.id, 'accepted']);
  transaction.write(sql.insertLoan, [
    loan.id,
    offer.id,
    loan.accountId,
    loan.principalMinor,
    loan.currency,
    offer.annual_rate,
    offer.apr,
    offer.agreement_hash,
    on,
    offer.instalment_minor,
    at,
    oldestDueOn(loan),
  ]);
  storePlan(transaction, loan);
  const details = { offerId: offer.id, agreementHash: offer.agreement_hash };
  storeHistory(transaction, [{ loan, event: 'agreed', actor: 'customer', details }], at);
  const { id: loanId, accountId, principalMinor: amountMinor, currency } = loan;
  const order = { loanId, accountId, kind: 'payout', amountMinor, currency, on, keep: null } as const;
  await requestTransfer(transaction, order, at, traceparent);
  return loan.id;
}

function checkOffer(
  offer: OfferRow | undefined,
  { offerId, agreementHash, at }: Acceptance,
): asserts offer is OfferRow {
  if (offer === undefined)
    throw new PaymoError('loan.offer_not_found', `${publicId('off', offerId)} does not exist.`);
  if (offer.status !== 'open' || offer.expires_at <= at) {
    const how = offer.status === 'accepted' ? 'was accepted' : 'expired';
    throw new PaymoError('conflict.offer_not_open', `The offer ${how}; apply again for a new one.`);
  }
  if (offer.agreement_hash !== agreementHash)
    throw new PaymoError('conflict.offer_changed', 'Read the offer again, and accept it as it is.');
}

function loanOf(offer: OfferRow, on: CivilDate): LoanAccount {
  const terms = termsOf(offer);
  const { schedule } = price(terms, on);
  return {
    id: newId(),
    accountId: offer.account_id,
    status: 'paying_out',
    ending: null,
    currency: offer.currency,
    principalMinor: terms.amountMinor,
    annualRate: new Exact(offer.annual_rate),
    agreedOn: on,
    drawnOn: on,
    plan: 1,
    planFrom: on,
    dues: schedule.map((each) => ({ ...each, paidMinor: 0n })),
    storedDues: null,
    collectionsPausedUntil: null,
  };
}
