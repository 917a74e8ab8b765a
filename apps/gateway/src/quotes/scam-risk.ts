/** What a payer says that a payment is for. */
export const purposes = [
  'friend_or_family',
  'goods_or_services',
  'bill',
  'investment',
  'fee_for_loan_or_prize',
  'asked_by_bank_or_police',
  'other',
] as const;
export type Purpose = (typeof purposes)[number];

export const riskBands = ['low', 'medium', 'high'] as const;
export type RiskBand = (typeof riskBands)[number];

/** What the gateway itself knows of a payment that is asked about; amounts in minor units. */
export interface QuoteFacts {
  readonly purpose: Purpose;
  readonly amountMinor: bigint;
  /** The payer has never paid this payee, as far as payments that settled show. */
  readonly isNewPayee: boolean;
  /** The largest of the payer's recent payments that settled; null when there is none. */
  readonly largestMinor: bigint | null;
  readonly availableMinor: bigint;
  /** The payee check that the payer made, if any. */
  readonly payeeCheckCode: string | null;
}

const closeCodes = new Set(['MBAM', 'BANM', 'PANM', 'BAMM', 'PAMM']);
/** Below it an amount is never unusual. */
const smallMinor = 5_000n;

/** How near a payment comes to what scams look like. Scoring decides about the payment itself, by far more. */
export function riskOf(facts: QuoteFacts): RiskBand {
  if (facts.payeeCheckCode === 'ANNM' || facts.purpose === 'asked_by_bank_or_police') return 'high';
  const signs = [
    facts.isNewPayee,
    closeCodes.has(facts.payeeCheckCode ?? ''),
    isUnusual(facts),
    facts.amountMinor > smallMinor && facts.amountMinor * 10n >= facts.availableMinor * 9n,
    facts.purpose === 'investment' || facts.purpose === 'fee_for_loan_or_prize',
  ].filter(Boolean).length;
  if (signs >= 3) return 'high';
  return signs === 2 ? 'medium' : 'low';
}

function isUnusual({ amountMinor, largestMinor }: QuoteFacts): boolean {
  return amountMinor > smallMinor && (largestMinor === null || amountMinor > largestMinor * 3n);
}

/** What a payer is told, by the purpose that they state; nothing of it says which sign was seen. */
export const warnings: Readonly<Record<Purpose, { readonly code: string; readonly text: string }>> = {
  friend_or_family: {
    code: 'impersonation',
    text: 'Did they ask you by message, from a new number or in a hurry? Call them on the number you know before you pay.',
  },
  goods_or_services: {
    code: 'purchase',
    text: 'Have you seen what you are buying? Sellers who take bank transfers only, or offer a bargain, may not exist.',
  },
  bill: {
    code: 'invoice',
    text: 'Bank details that change by e-mail are often forged. Call the company on a number you already have.',
  },
  investment: {
    code: 'investment',
    text: 'Returns that are sure, or an offer that ends today, are signs of a scam. Look the firm up in the FCA register.',
  },
  fee_for_loan_or_prize: {
    code: 'advance_fee',
    text: 'No real lender or prize asks for money first. You are likely to receive nothing.',
  },
  asked_by_bank_or_police: {
    code: 'safe_account',
    text: 'No bank and no police ever asks you to move money to keep it safe. Stop, and call us from the app.',
  },
  other: {
    code: 'general',
    text: 'Did somebody tell you what to say, or press you to pay? Talk to a person you trust before you do.',
  },
};
