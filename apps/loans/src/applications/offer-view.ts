import { z } from 'zod';
import { moneySchema } from '@paymo/contracts';
import { Exact, type PricedLoan } from '@paymo/lending';
import { publicId, publicIdTextSchema, timeSchema } from '@paymo/platform';
import { daySchema, hashSchema } from '../answer-fields.js';
import type { OfferTerms } from '../decisions/decide-application.js';
import type { QuoteRequest } from './application-request.js';
import { offerStatuses } from './application-statements.js';
import { type PlannedOffer, termsOf } from './make-offer.js';

/** An instalment of a plan. */
export const instalmentShape = {
  number: z.int().describe('From 1'),
  dueOn: daySchema,
  paymentMinor: z.int(),
  interestMinor: z.int(),
  principalMinor: z.int(),
};

const priceShape = {
  amount: moneySchema,
  months: z.int(),
  ratePercent: z.number().describe('Nominal, percent a year'),
  aprPercent: z.number().describe('Effective, percent a year, to one decimal'),
  chargesMinor: z.int().describe('All that the loan costs'),
  totalMinor: z.int().describe('All that is paid back'),
  instalments: z
    .array(z.strictObject(instalmentShape))
    .describe('As they would be due after an acceptance on the day that this was made'),
};
type PriceView = z.infer<z.ZodObject<typeof priceShape>>;

export const offerSchema = z
  .strictObject({
    id: publicIdTextSchema('off'),
    status: z.enum(offerStatuses),
    ...priceShape,
    agreementHash: hashSchema.describe('What an acceptance must name: it changes with every term'),
    expiresAt: timeSchema,
  })
  .meta({ id: 'LoanOffer' });
type OfferView = z.infer<typeof offerSchema>;

export const quoteSchema = z
  .strictObject({
    quotes: z
      .array(z.strictObject({ band: z.string().meta({ examples: ['A'] }), ...priceShape }))
      .describe('The best and the other rates; which one applies is decided with an application'),
  })
  .meta({ id: 'LoanQuote' });
export type QuoteView = z.infer<typeof quoteSchema>;

export function viewOffer({ row, schedule }: PlannedOffer): OfferView {
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
