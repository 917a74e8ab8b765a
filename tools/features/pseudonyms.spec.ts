import { expect, it } from '@jest/globals';
import { pseudonymsBy } from './pseudonyms.js';

const key = 'a key of the bank';

it('pseudonyms are the same for the same id and key, and differ otherwise', () => {
  expect(pseudonymsBy(key).of('ada')).toBe(pseudonymsBy(key).of('ada'));
  expect(pseudonymsBy(key).of('ada')).not.toBe(pseudonymsBy(key).of('ben'));
  expect(pseudonymsBy(key).of('ada')).not.toBe(pseudonymsBy(`${key}!`).of('ada'));
  expect(pseudonymsBy(key).of('ada')).toMatch(/^[0-9a-f]{32}$/);
});

it('pseudonyms without a key are the same within one export only', () => {
  const pseudonyms = pseudonymsBy(undefined);
  expect(pseudonyms.of('ada')).toBe(pseudonyms.of('ada'));
  expect(pseudonyms.of('ada')).not.toBe(pseudonymsBy(undefined).of('ada'));
});

it('a short key is refused with what to do', () => {
  expect(() => pseudonymsBy('short')).toThrow('PAYMO_PSEUDONYM_KEY must have 16 characters or more');
});
