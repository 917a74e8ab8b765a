import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readCursor, writeCursor } from './cursor.js';

const key = randomBytes(32);
const list = ['payments', 'acc_1'];
const nowMs = 1_800_000_000_000;
const cursor = writeCursor(key, list, ['2026-11-28', 'id'], nowMs);

describe('a cursor', () => {
  it('leads back to its place', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.array(fc.string()), (ofList, after) => {
        const written = writeCursor(key, ofList, after, nowMs);
        expect(readCursor(key, ofList, written, nowMs)).toEqual({ kind: 'place', after });
      }),
    );
  });

  it('is of one list with its filters', () => {
    for (const other of [['payments', 'acc_2'], ['entries', 'acc_1'], ['payments'], ['payments,acc_1']]) {
      expect(readCursor(key, other, cursor, nowMs)).toEqual({ kind: 'of_another_list' });
    }
  });

  it('is good for a day', () => {
    expect(readCursor(key, list, cursor, nowMs + 86_400_000).kind).toBe('place');
    expect(readCursor(key, list, cursor, nowMs + 86_400_001).kind).toBe('expired');
  });

  it('is refused when anything in it was changed, or another key signed it', () => {
    const bytes = Buffer.from(cursor, 'base64url');
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (index, change) => {
        const changed = Buffer.from(bytes);
        changed[index] = (changed[index] ?? 0) ^ change;
        expect(readCursor(key, list, changed.toString('base64url'), nowMs).kind).toBe('forged');
      }),
    );
    expect(readCursor(randomBytes(32), list, cursor, nowMs).kind).toBe('forged');
  });

  it('is refused when it is no cursor at all', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readCursor(key, list, text, nowMs).kind).toBe('forged');
      }),
    );
    expect(readCursor(key, list, `${cursor}=`, nowMs).kind).toBe('forged');
  });
});
