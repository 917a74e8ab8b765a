import { createHash, type KeyObject, sign, verify } from 'node:crypto';
import { canonicalJson, type Json } from './canonical-json.js';

/** What somebody did, to be kept for good. No names or texts of customers: ids only. */
export interface AuditFact {
  /** Subject of the token. */
  readonly actor: string;
  /** Past tense after a noun, such as `case.judged`. */
  readonly action: string;
  /** Id of what it was done to. */
  readonly object: string;
  readonly detail: { readonly [key: string]: Json };
  readonly atMs: number;
}

/** A fact in its place of the chain. */
export interface AuditEntry extends AuditFact {
  /** 1 for the first, without gaps. */
  readonly sequence: number;
  /** Of the entry before it, in hexadecimal; of the first the hash of nothing. */
  readonly previousHash: string;
  /** SHA-256 of the canonical JSON of all the rest. */
  readonly hash: string;
}

/** The end of a chain: what the next entry builds on. */
export interface ChainHead {
  readonly sequence: number;
  readonly hash: string;
}

export const emptyChain: ChainHead = { sequence: 0, hash: createHash('sha256').digest('hex') };

export function nextEntry(head: ChainHead, { actor, action, object, detail, atMs }: AuditFact): AuditEntry {
  const rest = { actor, action, object, detail, atMs, sequence: head.sequence + 1, previousHash: head.hash };
  return { ...rest, hash: hashOf(rest) };
}

function hashOf(rest: Omit<AuditEntry, 'hash'>): string {
  const { actor, action, object, detail, atMs, sequence, previousHash } = rest;
  const text = canonicalJson({ actor, action, object, detail, atMs, sequence, previousHash });
  return createHash('sha256').update(text).digest('hex');
}

/** A signed statement that the chain of a service had this end at that time, kept where the service cannot reach. */
export interface Checkpoint extends ChainHead {
  readonly chain: string;
  readonly atMs: number;
  /** Ed25519 over the canonical JSON of the rest, in base64. */
  readonly signature: string;
}

export function signCheckpoint(chain: string, head: ChainHead, atMs: number, key: KeyObject): Checkpoint {
  const rest = { chain, sequence: head.sequence, hash: head.hash, atMs };
  return { ...rest, signature: sign(null, Buffer.from(canonicalJson(rest)), key).toString('base64') };
}

export interface ChainReport {
  readonly entries: number;
  readonly checkpoints: number;
  /** Empty when nothing was changed, removed, moved or cut off. */
  readonly faults: readonly string[];
}

/**
 * Checks a chain against itself and its checkpoints. Changes, deletions and swaps break the chain of hashes; a
 * chain that was cut off or written anew as a whole contradicts a checkpoint.
 */
export function verifyChain(
  entries: readonly AuditEntry[],
  checkpoints: readonly Checkpoint[],
  publicKey: KeyObject,
): ChainReport {
  const faults: string[] = [];
  let head = emptyChain;
  for (const entry of entries) {
    const place = `entry ${entry.sequence}`;
    if (entry.sequence !== head.sequence + 1) faults.push(`${place} stands after entry ${head.sequence}`);
    if (entry.previousHash !== head.hash) faults.push(`${place} does not follow from the one before it`);
    if (entry.hash !== hashOf(entry)) faults.push(`${place} was changed`);
    head = entry;
  }
  const hashes = new Map(entries.map(({ sequence, hash }) => [sequence, hash]));
  hashes.set(0, emptyChain.hash);
  for (const checkpoint of checkpoints) faults.push(...checkpointFaults(checkpoint, hashes, publicKey));
  return { entries: entries.length, checkpoints: checkpoints.length, faults };
}

function checkpointFaults(
  { signature, ...rest }: Checkpoint,
  hashes: ReadonlyMap<number, string>,
  publicKey: KeyObject,
): string[] {
  const place = `the checkpoint of entry ${rest.sequence}`;
  const { chain, sequence, hash, atMs } = rest;
  const text = canonicalJson({ chain, sequence, hash, atMs });
  if (!verify(null, Buffer.from(text), publicKey, Buffer.from(signature, 'base64'))) {
    return [`${place} is not signed by this key`];
  }
  const found = hashes.get(sequence);
  if (found === undefined) return [`the chain ends before ${place}`];
  return found === hash ? [] : [`${place} saw another entry there`];
}
