import { Exact, type PricedLoan } from '@paymo/lending';
import { publicId } from '@paymo/platform';
import type { OfferTerms } from '../decisions/decide-application.js';
import type { QuoteRequest } from './application-request.js';
import type { ApplicationRow } from './application-statements.js';
import { type PlannedOffer, termsOf } from './make-offer.js';

interface Money {
  readonly value: number;
  readonly currency: string;
}

/** An instalment as it would be due after an acceptance on the day that the offer was made. */
interface InstalmentView {
  readonly number: number;
  readonly dueOn: string;
  readonly paymentMinor: number;
  readonly interestMinor: number;
  readonly principalMinor: number;
}

interface OfferView {
  readonly id: string;
  readonly status: string;
  readonly amount: Money;
  readonly months: number;
  /** Nominal, percent a year. */
  readonly ratePercent: number;
  /** Effective, percent a year, to one decimal. */
  readonly aprPercent: number;
  readonly chargesMinor: number;
  readonly totalMinor: number;
  readonly instalments: readonly InstalmentView[];
  /** What an acceptance must name: it changes with every term. */
  readonly agreementHash: string;
  readonly expiresAt: string;
}

export interface ApplicationView {
  readonly id: string;
  readonly account: string;
  readonly amount: Money;
  readonly months: number;
  readonly purpose: string;
  readonly outcome: string;
  /** At most four. */
  readonly reasons: readonly unknown[];
  readonly offer: OfferView | null;
  /** The look of a person, of the latest one; null when nobody was asked. */
  readonly review: {
    readonly kind: string;
    readonly status: 'waiting' | 'approved' | 'declined';
    /** Until when it is answered. */
    readonly dueAt: string;
  } | null;
  readonly decision: { readonly model: string; readonly policy: string; readonly inputsHash: string };
  /** What the customer is told of their rights. */
  readonly notice: string;
  readonly createdAt: string;
}

const notice =
  'This was decided by a computer, from what you told us and from the movements of your account with us; no credit ' +
  'reference agency was asked. You can say what you think of it, and have a person look again.';

export function viewApplication(row: ApplicationRow, offer: PlannedOffer | undefined): ApplicationView {
  return {
    id: publicId('app', row.id),
    account: publicId('acc', row.account_id),
    amount: { value: Number(row.amount_minor), currency: row.currency },
    months: row.months,
    purpose: row.purpose,
    outcome: row.outcome,
    reasons: row.record.decision.reasons,
    offer: offer === undefined ? null : viewOffer(offer),
    review: row.review === null ? null : viewLook(row.review),
    decision: { model: row.model, policy: row.policy, inputsHash: row.inputs_hash },
    notice,
    createdAt: row.created_at.toISOString(),
  };
}

/** How far colleagues are with it is no matter of the customer's. */
function viewLook({ kind, status, dueAt }: NonNullable<ApplicationRow['review']>): ApplicationView['review'] {
  const isClosed = status === 'approved' || status === 'declined';
  return { kind, status: isClosed ? status : 'waiting', dueAt: new Date(dueAt).toISOString() };
}

function viewOffer({ row, schedule }: PlannedOffer): OfferView {
  const terms = termsOf(row);
  const chargesMinor = BigInt(row.charges_minor);
  const totalMinor = terms.amountMinor + chargesMinor;
  const priced = { schedule, apr: new Exact(row.apr), chargesMinor, totalMinor };
  return {
    id: publicId('off', row.id),
    status: row.status,
    ...viewPrice(terms, priced, row.currency),
    agreementHash: row.agreement_hash,
    expiresAt: row.expires_at.toISOString(),
  };
}

type ShownPrice = Pick<PricedLoan, 'schedule' | 'apr' | 'chargesMinor' | 'totalMinor'>;
type PriceView = Omit<OfferView, 'id' | 'status' | 'agreementHash' | 'expiresAt'>;

function viewPrice(terms: OfferTerms, priced: ShownPrice, currency: string): PriceView {
  return {
    amount: { value: Number(terms.amountMinor), currency },
    months: terms.months,
    ratePercent: percent(terms.annualRate, 4),
    aprPercent: percent(priced.apr, 1),
    chargesMinor: Number(priced.chargesMinor),
    totalMinor: Number(priced.totalMinor),
    instalments: priced.schedule.map((each) => ({
      number: each.number,
      dueOn: each.dueOn,
      paymentMinor: Number(each.paymentMinor),
      interestMinor: Number(each.interestMinor),
      principalMinor: Number(each.principalMinor),
    })),
  };
}

export interface QuoteView {
  /** The best and the other rates; which one applies is decided with an application. */
  readonly quotes: readonly (PriceView & { readonly band: string })[];
}

export function viewQuote(
  { amount }: QuoteRequest,
  priced: readonly { readonly terms: OfferTerms; readonly priced: PricedLoan }[],
): QuoteView {
  return {
    quotes: priced.map((each) => ({
      band: each.terms.band,
      ...viewPrice(each.terms, each.priced, amount.currency),
    })),
  };
}

function percent(rate: Exact, decimals: number): number {
  return rate.times(100).toDecimalPlaces(decimals).toNumber();
}
