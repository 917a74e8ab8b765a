import { type AccountMonth, type IncomeFacts } from '../history/account-history.js';

export const purposes = [
  'new_car',
  'used_car',
  'furniture',
  'radio_tv',
  'appliances',
  'repairs',
  'education',
  'holiday',
  'retraining',
  'business',
  'other',
] as const;
export type Purpose = (typeof purposes)[number];
export const employments = ['unemployed', 'below_1', '1_to_4', '4_to_7', '7_or_more'] as const;
export const savingsBands = [
  'below_100',
  '100_to_500',
  '500_to_1000',
  '1000_or_more',
  'unknown_or_none',
] as const;
export const otherPlans = ['bank', 'stores', 'none'] as const;

/** What is asked for, and what the customer said. */
export interface Application {
  readonly accountId: string;
  readonly amountMinor: bigint;
  readonly months: number;
  readonly purpose: Purpose;
  readonly employmentYears: (typeof employments)[number];
  readonly savings: (typeof savingsBands)[number];
  readonly otherPlans: (typeof otherPlans)[number];
}

/** What the bank knows of the customer by itself. */
export interface CustomerFacts {
  readonly history: readonly AccountMonth[];
  /** Principal owed, and amounts of offers that may still be accepted. */
  readonly exposureMinor: bigint;
  /** Instalments of a month of all loans. */
  readonly instalmentsMinor: bigint;
  readonly openLoans: number;
  readonly chargedOffLoans: number;
  readonly daysPastDue: number;
  readonly applications30d: number;
}

/** What a credit model may look at. None of it is protected, or stands for what is. */
export const attributeNames: ReadonlySet<string> = new Set([
  'checking_account',
  'duration_months',
  'purpose',
  'amount',
  'other_plans',
  'savings',
  'employment_years',
]);

/** Attributes of the credit model, by the names of its columns. */
export type Attributes = Readonly<Record<string, string | number>>;

const netHighMinor = 20_000n;
const minorPerMajor = 100;

export function attributesOf(application: Application, income: IncomeFacts): Attributes {
  return {
    checking_account: accountBand(income),
    duration_months: application.months,
    purpose: application.purpose,
    amount: Number(application.amountMinor) / minorPerMajor,
    other_plans: application.otherPlans,
    savings: application.savings,
    employment_years: application.employmentYears,
  };
}

/** The month's surplus stands for the state of the checking account that the training data know. */
function accountBand({ monthsOfHistory, netMinor }: IncomeFacts): string {
  if (monthsOfHistory === 0) return 'none';
  if (netMinor < 0n) return 'below_0';
  return netMinor < netHighMinor ? '0_to_200' : '200_or_more';
}
