import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

describe('the guide for analysts', () => {
  it('shows every picture that is kept for it, and no other', () => {
    const guide = readFileSync('docs/how-to/review-held-payments.md', 'utf8');
    const shown = [...guide.matchAll(/\(pictures\/([\w-]+\.png)\)/g)].map(([, name]) => name);
    expect(shown.length).toBeGreaterThan(3);
    expect([...shown].sort()).toEqual(readdirSync('docs/how-to/pictures').sort());
  });
});
