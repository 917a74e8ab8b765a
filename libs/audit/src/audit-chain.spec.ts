import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type AuditEntry,
  type AuditFact,
  type ChainHead,
  emptyChain,
  nextEntry,
  signCheckpoint,
  verifyChain,
} from './audit-chain.js';
import { canonicalJson } from './canonical-json.js';

const keys = generateKeyPairSync('ed25519');

const fact = (number: number): AuditFact => ({
  actor: 'ana',
  action: 'case.judged',
  object: `case_${number}`,
  detail: { verdict: 'release', number },
  atMs: 1000 + number,
});

function chainOf(facts: readonly AuditFact[]): AuditEntry[] {
  const entries: AuditEntry[] = [];
  let head: ChainHead = emptyChain;
  for (const each of facts) {
    const entry = nextEntry(head, each);
    entries.push(entry);
    head = entry;
  }
  return entries;
}

describe('an audit chain', () => {
  const chain = chainOf(Array.from({ length: 6 }, (_, number) => fact(number)));
  const checkpoints = [chain[2], chain[5]].map((head) =>
    signCheckpoint('review', head ?? emptyChain, 5000, keys.privateKey),
  );
  const faultsOf = (entries: readonly AuditEntry[], signed = checkpoints): readonly string[] =>
    verifyChain(entries, signed, keys.publicKey).faults;

  it('verifies as it was written', () => {
    expect(verifyChain(chain, checkpoints, keys.publicKey)).toEqual({
      entries: 6,
      checkpoints: 2,
      faults: [],
    });
    expect(faultsOf([], [signCheckpoint('review', emptyChain, 1, keys.privateKey)])).toEqual([]);
  });

  it('shows an entry that was changed', () => {
    const changed = chain.map((entry) => (entry.sequence === 3 ? { ...entry, actor: 'ben' } : entry));
    expect(faultsOf(changed)).toEqual(['entry 3 was changed']);
  });

  it('shows an entry that was removed', () => {
    expect(faultsOf(chain.filter(({ sequence }) => sequence !== 3))).toEqual(
      expect.arrayContaining([
        'entry 4 stands after entry 2',
        'the chain ends before the checkpoint of entry 3',
      ]),
    );
  });

  it('shows entries that were swapped', () => {
    const swapped = [...chain];
    [swapped[3], swapped[4]] = [chain[4] ?? swapped[4]!, chain[3] ?? swapped[3]!];
    expect(faultsOf(swapped)).toContain('entry 5 stands after entry 3');
  });

  it('shows that its end was cut off, by the checkpoint that saw it', () => {
    expect(faultsOf(chain.slice(0, 5))).toEqual(['the chain ends before the checkpoint of entry 6']);
  });

  it('shows that it was written anew as a whole', () => {
    const anew = chainOf([{ ...fact(0), actor: 'ben' }, ...Array.from({ length: 5 }, (_, n) => fact(n + 1))]);
    expect(faultsOf(anew, [])).toEqual([]);
    expect(faultsOf(anew)).toEqual([
      'the checkpoint of entry 3 saw another entry there',
      'the checkpoint of entry 6 saw another entry there',
    ]);
  });

  it('trusts no checkpoint of another key', () => {
    const forged = signCheckpoint(
      'review',
      chain[5] ?? emptyChain,
      1,
      generateKeyPairSync('ed25519').privateKey,
    );
    expect(faultsOf(chain, [forged])).toEqual(['the checkpoint of entry 6 is not signed by this key']);
  });

  it('has one text for one value, whatever the order of its keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.integer()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(turned)).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
