import { describe, expect, it } from '@jest/globals';
import { continueTrace } from './trace-context.js';

const trace = '0af7651916cd43dd8448eb211c80319c';

describe('a trace', () => {
  it('that the caller began goes on with a span of ours', () => {
    const ours = continueTrace(`00-${trace}-b7ad6b7169203331-00`);
    expect(ours).toMatch(new RegExp(`^00-${trace}-[0-9a-f]{16}-00$`));
    expect(ours).not.toContain('b7ad6b7169203331');
  });

  it.each([
    undefined,
    '',
    'garbage',
    `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
    `01-${trace}-b7ad6b7169203331-01`,
  ])('begins here when the caller sends %s', (given) => {
    expect(continueTrace(given)).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });

  it('has ids of its own each time', () => {
    const ids = Array.from({ length: 1000 }, () => continueTrace(undefined));
    expect(new Set(ids).size).toBe(1000);
  });
});
