import type { PaymentStatus } from './payment-status.js';

export const isoStatuses = ['RCVD', 'PDNG', 'ACSC', 'RJCT', 'CANC'] as const;
type IsoStatus = (typeof isoStatuses)[number];

/** Statuses in the codes of ISO 20022 (ExternalPaymentTransactionStatus1Code), for those who speak them. */
const byStatus: Readonly<Record<PaymentStatus, IsoStatus>> = {
  requires_action: 'RCVD',
  submitted: 'PDNG',
  held: 'PDNG',
  settled: 'ACSC',
  declined: 'RJCT',
  rejected: 'RJCT',
  expired: 'RJCT',
  failed: 'RJCT',
  cancelled: 'CANC',
};

export function isoStatusOf(status: PaymentStatus): IsoStatus {
  return byStatus[status];
}
