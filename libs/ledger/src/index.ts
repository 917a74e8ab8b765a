export { ledgerTables } from './ledger-tables.js';
export type { Permit } from './apply-transfers.js';
export { applyInPostgres, lockLedger, openAccounts } from './postgres-ledger.js';
export {
  type Account,
  availableMinor,
  type Refusal,
  type Transfer,
  type TransferResult,
} from './transfers.js';
export { type LedgerReport, verifyLedger } from './verify-ledger.js';
