export { type AccountOpened, accountOpened } from './account-events.js';
export { type AuditCheckpointed, auditCheckpointed } from './audit-events.js';
export type { EventContract } from './define-event.js';
export {
  type InformationGiven,
  informationGiven,
  type InformationRequested,
  informationRequested,
} from './information-events.js';
export {
  type LedgerTransferCompleted,
  ledgerTransferCompleted,
  type LedgerTransferRequested,
  ledgerTransferRequested,
} from './ledger-events.js';
export {
  type ApplicationFinding,
  applicationFindings,
  applicationReviewed,
  type ApplicationReviewed,
  type LoanChange,
  loanChanged,
  type LoanChanged,
  loanChanges,
  loanStatuses,
} from './loan-events.js';
export { amountMinorMax, currencySchema, moneySchema } from './money.js';
export {
  accountKinds,
  finalStatuses,
  type PaymentDecided,
  paymentDecided,
  type PaymentLabelled,
  paymentLabelled,
  type PaymentReviewed,
  paymentReviewed,
  type PaymentSettled,
  paymentSettled,
  type PaymentSubmitted,
  paymentSubmitted,
  paymentTypes,
  type Reason,
  requestedPaymentTypes,
  verdicts,
} from './payment-events.js';
export { sandboxEffectOf, type SandboxEffect, sandboxEffects, sandboxPayee } from './sandbox-payees.js';
