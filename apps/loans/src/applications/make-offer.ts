import { createHash } from 'node:crypto';
import { type CivilDate, Exact, type PricedLoan, priceLoan } from '@paymo/lending';
import { newId, type Transaction } from '@paymo/platform';
import type { OfferTerms } from '../decisions/decide-application.js';
import { productTerms } from '../decisions/product-terms.js';
import { dayOf } from '../request-time.js';
import { insertOffer, type OfferRow } from './application-statements.js';

export interface OfferOrder {
  readonly applicationId: string;
  readonly accountId: string;
  readonly currency: string;
  readonly terms: OfferTerms;
  readonly at: Date;
  readonly offerDays: number;
}

const dayMs = 86_400_000;
const aprDecimals = 6;

/**
 * Makes a binding offer.
 *
 * @throws RangeError when its price would pass the cap: a policy that asks for that offers nothing
 */
export function makeOffer(transaction: Transaction, order: OfferOrder): OfferRow {
  const { applicationId, accountId, currency, terms, at, offerDays } = order;
  const priced = price(terms, dayOf(at));
  const row: OfferRow = {
    id: newId(),
    application_id: applicationId,
    account_id: accountId,
    amount_minor: String(terms.amountMinor),
    currency,
    months: terms.months,
    band: terms.band,
    annual_rate: terms.annualRate.toString(),
    apr: priced.apr.toDecimalPlaces(aprDecimals).toString(),
    charges_minor: String(priced.chargesMinor),
    instalment_minor: String(priced.schedule[0]?.paymentMinor ?? 0n),
    agreement_hash: agreementHash(accountId, terms, priced),
    status: 'open',
    created_at: at,
    expires_at: new Date(at.getTime() + offerDays * dayMs),
  };
  transaction.write(insertOffer, [
    row.id,
    row.application_id,
    row.account_id,
    row.amount_minor,
    row.currency,
    row.months,
    row.band,
    row.annual_rate,
    row.apr,
    row.charges_minor,
    row.instalment_minor,
    row.agreement_hash,
    row.created_at,
    row.expires_at,
  ]);
  return row;
}

export function price({ amountMinor, months, annualRate }: OfferTerms, on: CivilDate): PricedLoan {
  return priceLoan(productTerms(amountMinor, months, annualRate, on));
}

/** The terms of a stored offer. */
export function termsOf(offer: OfferRow): OfferTerms {
  return {
    amountMinor: BigInt(offer.amount_minor),
    months: offer.months,
    band: offer.band,
    annualRate: new Exact(offer.annual_rate),
  };
}

/** SHA-256 of what the customer agrees to: whom it binds, the amount, the rate and every instalment. */
function agreementHash(accountId: string, terms: OfferTerms, { schedule }: PricedLoan): string {
  const { amountMinor, months, annualRate } = terms;
  const payments = schedule.map(({ paymentMinor }) => String(paymentMinor));
  const agreed = [accountId, String(amountMinor), months, annualRate.toString(), payments];
  return createHash('sha256').update(JSON.stringify(agreed)).digest('hex');
}
