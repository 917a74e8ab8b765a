export const typologies = [
  'account-takeover',
  'authorised-push-payment',
  'mule-network',
  'card-testing',
  'bust-out',
  'synthetic-identity',
  'invoice-redirection',
] as const;
export type TypologyName = (typeof typologies)[number];

/** What one group does in one go: several victims, many payments. */
export interface Campaign {
  readonly typology: TypologyName;
  /** Payments that it is likely to make, and the last day on which it is likely to. */
  readonly expectedPayments: number;
  readonly untilDay: number;
  madePayments: number;
}

/** One victim of a campaign: what the bank learns, it learns of all payments of the case. */
export interface FraudCase {
  readonly campaign: Campaign;
  /** From each payment of the case to its label; null when nobody reports it. */
  readonly reportDelayMs: number | null;
}
