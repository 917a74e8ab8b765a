import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nextLink } from './next-link.js';

describe('the link to the next page', () => {
  it.each([
    ['/v1/contacts', '</v1/contacts?cursor=c-1>; rel="next"'],
    ['/v1/payments?account=acc_1&limit=2', '</v1/payments?account=acc_1&limit=2&cursor=c-1>; rel="next"'],
    ['/v1/payments?cursor=old&limit=2', '</v1/payments?cursor=c-1&limit=2>; rel="next"'],
  ])('of %s is %s', (url, link) => {
    expect(nextLink(url, 'c-1')).toBe(link);
  });

  it('keeps whatever is asked inside its brackets', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const link = nextLink(`/v1/contacts?name=${text}`, 'c');
        expect(link).toMatch(/^<[^<>\s"]+>; rel="next"$/);
      }),
    );
  });
});
