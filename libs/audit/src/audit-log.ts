import type { Statement, Transaction } from '@paymo/platform';
import { type AuditEntry, type AuditFact, type ChainHead, nextEntry } from './audit-chain.js';

const lockHead: Statement = {
  name: 'lock_audit_head',
  text: 'SELECT sequence::int8::text AS sequence, hash FROM audit_head FOR UPDATE',
};

const readHead: Statement = {
  name: 'read_audit_head',
  text: 'SELECT sequence::int8::text AS sequence, hash FROM audit_head',
};

const insertEntries: Statement = {
  name: 'insert_audit_entries',
  text: `
    INSERT INTO audit_entries (sequence, entry)
    SELECT (e ->> 'sequence')::bigint, e FROM json_array_elements($1::json) AS e`,
};

const moveHead: Statement = {
  name: 'move_audit_head',
  text: 'UPDATE audit_head SET sequence = $1, hash = $2',
};

interface HeadRow {
  readonly sequence: string;
  readonly hash: string;
}

/** Adds facts to the end of the service's chain, in the transaction given. */
export async function appendFacts(transaction: Transaction, facts: readonly AuditFact[]): Promise<void> {
  let head = toHead(await transaction.query<HeadRow>(lockHead, []));
  const entries: AuditEntry[] = [];
  for (const fact of facts) {
    const entry = nextEntry(head, fact);
    entries.push(entry);
    head = entry;
  }
  transaction.write(insertEntries, [JSON.stringify(entries)]);
  transaction.write(moveHead, [head.sequence, head.hash]);
}

/** The end of the service's chain. */
export async function chainHead(transaction: Transaction): Promise<ChainHead> {
  return toHead(await transaction.query<HeadRow>(readHead, []));
}

function toHead([row]: readonly HeadRow[]): ChainHead {
  if (row === undefined) throw new Error('the audit log has an end, and no more than one');
  return { sequence: Number(row.sequence), hash: row.hash };
}
