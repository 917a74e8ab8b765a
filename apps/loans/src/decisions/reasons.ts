import { z } from 'zod';

const reasonCodes = [
  'income_unverified',
  'income_insufficient',
  'obligations_excessive',
  'account_movement',
  'obligations_elsewhere',
  'length_of_employment',
  'poor_performance_with_us',
  'many_applications',
  'limit_reached',
  'amount_requested',
  'length_of_loan',
  'purpose_of_loan',
  'savings',
  'policy',
] as const;
export type ReasonCode = (typeof reasonCodes)[number];

/** A reason that a customer is given. */
export const reasonSchema = z
  .strictObject({
    code: z.enum(reasonCodes),
    notice: z
      .string()
      .meta({ examples: ['Unable to verify income'] })
      .describe(
        'The principal reason of the sample notice, Regulation B (12 CFR 1002), Appendix C, form C-1',
      ),
    sentence: z
      .string()
      .meta({ examples: ['Your account with us does not show enough months of income yet.'] })
      .describe('In plain words'),
  })
  .meta({ id: 'LoanReason' });
export type Reason = Readonly<z.infer<typeof reasonSchema>>;

/** At most four reasons are given: more do not help (Regulation B, comment 9(b)(2)-1). */
export const reasonsMax = 4;

interface ReasonKind {
  readonly notice: string;
  /** What the customer reads, and could change. */
  readonly sentence: string;
}

const reasonKinds: Readonly<Record<ReasonCode, ReasonKind>> = {
  income_unverified: {
    notice: 'Unable to verify income',
    sentence: 'Your account with us does not show enough months of income yet.',
  },
  income_insufficient: {
    notice: 'Income insufficient for amount of credit requested',
    sentence: 'What is left of your income each month does not carry the instalment.',
  },
  obligations_excessive: {
    notice: 'Excessive obligations in relation to income',
    sentence: 'Your regular spending leaves too little of your income.',
  },
  account_movement: {
    notice: 'Excessive obligations in relation to income',
    sentence: 'Little or nothing is left on your account at the end of a month.',
  },
  obligations_elsewhere: {
    notice: 'Excessive obligations in relation to income',
    sentence: 'You have instalment plans elsewhere.',
  },
  length_of_employment: {
    notice: 'Length of employment',
    sentence: 'You have not been in your present work for long.',
  },
  poor_performance_with_us: {
    notice: 'Poor credit performance with us',
    sentence: 'A loan with us is overdue or was not repaid.',
  },
  many_applications: {
    notice: 'Other: number of recent applications with us',
    sentence: 'You applied for a loan many times in the last 30 days.',
  },
  limit_reached: {
    notice: 'Other: limit of loans with us',
    sentence: 'Together with your other loans and offers this would pass the limit of loans with us.',
  },
  amount_requested: {
    notice: 'Other: amount of credit requested',
    sentence: 'The amount is high.',
  },
  length_of_loan: {
    notice: 'Other: length of the loan requested',
    sentence: 'The loan would run for long.',
  },
  purpose_of_loan: {
    notice: 'Other: purpose of the loan',
    sentence: 'Loans for this purpose are repaid less often.',
  },
  savings: {
    notice: 'Other: savings',
    sentence: 'You have told us of little or no savings.',
  },
  policy: {
    notice: 'Other: lending policy',
    sentence: 'A rule of our lending policy applies.',
  },
};

/** Which reason each attribute of the model stands for. None of them is protected, or stands for one that is. */
const reasonOfColumn: Readonly<Record<string, ReasonCode>> = {
  checking_account: 'account_movement',
  duration_months: 'length_of_loan',
  purpose: 'purpose_of_loan',
  amount: 'amount_requested',
  other_plans: 'obligations_elsewhere',
  savings: 'savings',
  employment_years: 'length_of_employment',
};

export function reason(code: ReasonCode): Reason {
  return { code, ...reasonKinds[code] };
}

/** The reason that an attribute stands for; undefined for one that has none and may not be told. */
export function reasonFor(column: string): Reason | undefined {
  const code = reasonOfColumn[column];
  return code === undefined ? undefined : reason(code);
}

/** A rule's reason in its own words. */
export function reasonOfRule(code: string, sentence: string): Reason {
  const known = reasonCodes.find((each) => each === code);
  return { ...reason(known ?? 'policy'), sentence };
}
