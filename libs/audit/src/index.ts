export { type AuditEntry, type ChainReport, signCheckpoint, verifyChain } from './audit-chain.js';
export { appendFacts, chainHead } from './audit-log.js';
export { auditTables } from './audit-tables.js';
