import { createHash } from 'node:crypto';
import {
  buildSchedule,
  type CivilDate,
  Exact,
  type Instalment,
  type PricedLoan,
  priceLoan,
} from '@paymo/lending';
import { newId, type Transaction } from '@paymo/platform';
import type { OfferTerms } from '../decisions/decide-application.js';
import { productTerms } from '../decisions/product-terms.js';
import { dayOf } from '../request-time.js';
import { insertOffers, type OfferRow } from './application-statements.js';

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

/** An offer with its plan, as of the day that it was made. */
export interface PlannedOffer {
  readonly row: OfferRow;
  readonly schedule: readonly Instalment[];
}

/**
 * A binding offer.
 *
 * @throws RangeError when its price would pass the cap: a policy that asks for that offers nothing
 */
export function offerOf({
  applicationId,
  accountId,
  currency,
  terms,
  at,
  offerDays,
}: OfferOrder): PlannedOffer {
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
  return { row, schedule: priced.schedule };
}

/** A stored offer with its plan, which is made anew. */
export function plannedOffer(row: OfferRow): PlannedOffer {
  const { amountMinor, months, annualRate } = termsOf(row);
  const terms = productTerms(amountMinor, months, annualRate, dayOf(row.created_at));
  return { row, schedule: buildSchedule(terms) };
}

export function storeOffers(transaction: Transaction, offers: readonly OfferRow[]): void {
  if (offers.length === 0) return;
  transaction.write(insertOffers, [
    offers.map((row) => row.id),
    offers.map((row) => row.application_id),
    offers.map((row) => row.account_id),
    offers.map((row) => row.amount_minor),
    offers.map((row) => row.currency),
    offers.map((row) => row.months),
    offers.map((row) => row.band),
    offers.map((row) => row.annual_rate),
    offers.map((row) => row.apr),
    offers.map((row) => row.charges_minor),
    offers.map((row) => row.instalment_minor),
    offers.map((row) => row.agreement_hash),
    offers.map((row) => row.created_at),
    offers.map((row) => row.expires_at),
  ]);
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
