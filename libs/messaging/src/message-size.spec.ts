import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { inParts, messageBytes, type RawMessage } from './message-size.js';

const message = (value: string): RawMessage => ({ topic: 't', key: 'k', value, headers: { ce_id: 'one' } });

describe('parts of what is sent', () => {
  it('are all messages in their order, and small enough unless a message alone is not', () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 700_000 }), { maxLength: 20 });
    fc.assert(
      fc.property(sizes, (lengths) => {
        const messages = lengths.map((length) => message('x'.repeat(length)));
        const parts = [...inParts(messages)];
        expect(parts.flat()).toEqual(messages);
        for (const part of parts) {
          const bytes = part.reduce((sum, each) => sum + messageBytes(each), 0);
          expect(bytes <= 500_000 || part.length === 1).toBe(true);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('count bytes and not characters, of values and headers', () => {
    expect(messageBytes(message('£'))).toBe(messageBytes(message('xx')));
    expect(messageBytes({ ...message(''), headers: { a: ['bc', Buffer.from('d')], e: undefined } })).toBe(
      messageBytes({ ...message(''), headers: { abcde: '' } }),
    );
  });
});
