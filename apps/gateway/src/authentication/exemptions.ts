/** Why a payment needs no strong authentication (Delegated Regulation (EU) 2018/389, articles 13, 15 and 16). */
export const exemptions = ['own_account', 'low_value', 'trusted_payee'] as const;
export type Exemption = (typeof exemptions)[number];

/** Low-value payments since the customer last authenticated strongly. */
export interface Exempted {
  readonly count: number;
  readonly sumMinor: bigint;
}

/** What low value means, in minor units of a payment's currency. The law asks for one of sum and count; we for both. */
export interface LowValuePolicy {
  readonly paymentMinorMax: bigint;
  readonly sumMinorMax: bigint;
  readonly paymentsMax: number;
}

/** The exemption that a payment has, or undefined when its payer has to authenticate strongly. */
export function exemptionOf(
  payment: {
    readonly amountMinor: bigint;
    readonly isToOwnAccount: boolean;
    readonly isToTrustedPayee: boolean;
  },
  exempted: Exempted,
  policy: LowValuePolicy,
): Exemption | undefined {
  if (payment.isToOwnAccount) return 'own_account';
  if (payment.isToTrustedPayee) return 'trusted_payee';
  const isLow =
    payment.amountMinor <= policy.paymentMinorMax &&
    exempted.count < policy.paymentsMax &&
    exempted.sumMinor + payment.amountMinor <= policy.sumMinorMax;
  return isLow ? 'low_value' : undefined;
}
