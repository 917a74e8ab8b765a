import { z } from 'zod';
import { moneySchema } from '@paymo/contracts';
import { PaymoError, publicIdSchema } from '@paymo/platform';
import { type Application, employments, otherPlans, purposes, savingsBands } from '../decisions/applicant.js';
import type { CreditPolicy } from '../decisions/credit-policy.js';

const adultYears = 18;

/** What is asked for: also that of a quote. */
export const quoteRequestSchema = z.strictObject({
  amount: moneySchema,
  months: z.int().min(1).max(120),
});
export type QuoteRequest = z.infer<typeof quoteRequestSchema>;

export const applicationRequestSchema = quoteRequestSchema.extend({
  account: publicIdSchema('acc'),
  purpose: z.enum(purposes),
  /** Years in the present work. */
  employmentYears: z.enum(employments),
  /** Savings, in major units of the currency. */
  savings: z.enum(savingsBands),
  /** Instalment plans elsewhere. */
  otherPlans: z.enum(otherPlans),
  /** Whoever applies must be of age. It decides nothing else; its band is kept where only the fairness report reads. */
  birthDate: z.iso
    .date()
    .refine((date) => date <= new Date().toISOString().slice(0, 10), 'must not be in the future')
    .meta({ examples: ['1990-02-03'] }),
});
export type ApplicationRequest = z.infer<typeof applicationRequestSchema>;

/** @throws PaymoError when the product has no such amount or term, naming the limits */
export function checkProduct({ amount, months }: QuoteRequest, { product }: CreditPolicy): void {
  const { amountMinorMin, amountMinorMax, monthsMin, monthsMax, currency } = product;
  const faults = [
    amount.currency === currency ? [] : [{ pointer: '/amount/currency', detail: `must be ${currency}` }],
    amount.value >= amountMinorMin && amount.value <= amountMinorMax
      ? []
      : [{ pointer: '/amount/value', detail: `must be from ${amountMinorMin} to ${amountMinorMax}` }],
    months >= monthsMin && months <= monthsMax
      ? []
      : [{ pointer: '/months', detail: `must be from ${monthsMin} to ${monthsMax}` }],
  ].flat();
  if (faults.length === 0) return;
  const detail = faults.map((fault) => `${fault.pointer} ${fault.detail}`).join('; ');
  throw new PaymoError('loan.outside_product', detail, { errors: faults });
}

/** @throws PaymoError when the applicant is not of age */
export function checkAge(birthDate: string, now: Date): void {
  const adultOn = `${Number(birthDate.slice(0, 4)) + adultYears}${birthDate.slice(4)}`;
  if (adultOn <= now.toISOString().slice(0, 10)) return;
  throw new PaymoError('loan.under_age', `Loans are for people of ${adultYears} and older.`);
}

export function toApplication(request: ApplicationRequest): Application {
  const { account, amount, months, purpose, employmentYears, savings, otherPlans } = request;
  return {
    accountId: account,
    amountMinor: BigInt(amount.value),
    months,
    purpose,
    employmentYears,
    savings,
    otherPlans,
  };
}
