import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { holdsCardNumber } from './card-number.js';
import { plainTextSchema } from './text.js';

const digits = (minLength: number, maxLength: number) =>
  fc.array(fc.nat(9), { minLength, maxLength }).map((each) => each.join(''));

/** The digit that makes the others a number, found by the definition and not by the code under test. */
function withCheckDigit(body: string): string {
  const sum = Array.from(body)
    .reverse()
    .reduce((total, digit, index) => {
      const doubled = index % 2 === 0 ? Number(digit) * 2 : Number(digit);
      return total + Math.floor(doubled / 10) + (doubled % 10);
    }, 0);
  return `${body}${(10 - (sum % 10)) % 10}`;
}

/** What cards begin with, and how many digits they have. */
const issuers: [beginning: string, length: number][] = [
  ['4', 13],
  ['36', 14],
  ['303', 14],
  ['37', 15],
  ['2221', 16],
  ['4', 16],
  ['51', 16],
  ['6011', 16],
  ['50', 18],
  ['4', 19],
  ['62', 19],
];
const cardNumber = fc
  .constantFrom(...issuers)
  .chain(([beginning, length]) =>
    digits(length - 1 - beginning.length, length - 1 - beginning.length).map((rest) =>
      withCheckDigit(`${beginning}${rest}`),
    ),
  );
const words = fc
  .string({ unit: fc.constantFrom('a', 'b', ' ', '.', ',', ':', 'é', '€') })
  .map((text) => `${text}.`);

describe('the number of a payment card', () => {
  it.each([
    ['4111 1111 1111 1111', true],
    ['card 4111-1111-1111-1111, thanks', true],
    ['4111111111111111', true],
    ['4111111111111112', false],
    ['Flat 12 4111 1111 1111 1111', true],
    ['３７８２８２２４６３１０００５', true],
    ['+44 7700 900123', false],
    ['sort code 20-00-00, account 55779911', false],
    ['4111  1111  1111  1111', false],
    ['Invoice 2026-11-28', false],
    ['GB33BUKB20201555555555', false],
  ])('%s: %s', (text, expected) => {
    expect(holdsCardNumber(text)).toBe(expected);
  });

  it('is found wherever it stands and however it is grouped', () => {
    fc.assert(
      fc.property(
        words,
        cardNumber,
        words,
        fc.constantFrom('', ' ', '-'),
        fc.integer({ min: 1, max: 6 }),
        (before, number, after, separator, size) => {
          const groups = Array.from({ length: Math.ceil(number.length / size) }, (_, index) =>
            number.slice(index * size, (index + 1) * size),
          );
          expect(holdsCardNumber(`${before}${groups.join(separator)}${after}`)).toBe(true);
        },
      ),
    );
  });

  it('is none with another last digit, nor in fewer or more digits', () => {
    fc.assert(
      fc.property(
        cardNumber,
        fc.integer({ min: 1, max: 9 }),
        digits(1, 12),
        digits(20, 40),
        (number, step, few, many) => {
          const last = (Number(number.at(-1)) + step) % 10;
          expect(holdsCardNumber(`${number.slice(0, -1)}${last}`)).toBe(false);
          expect(holdsCardNumber(`${few}.${many}`)).toBe(false);
        },
      ),
    );
  });

  it('is no sort code with an account, nor an IBAN, whatever the check digit says', () => {
    const sortCode = fc
      .tuple(fc.constantFrom('04', '20', '23', '40', '60', '77', '83'), digits(4, 4))
      .map(([bank, branch]) => `${bank}${branch}`);
    fc.assert(
      fc.property(sortCode, digits(8, 8), (branch, account) => {
        const grouped = branch.replace(/(..)(..)(..)/, '$1-$2-$3');
        expect(holdsCardNumber(`${grouped} ${account}`)).toBe(false);
        expect(holdsCardNumber(`GB29BANK${branch}${account}`)).toBe(false);
      }),
    );
  });

  it('is refused in texts that people write, by the field that holds it', () => {
    const checked = plainTextSchema(140).safeParse('Card 4111 1111 1111 1111');
    expect(checked.error?.issues.map(({ message }) => message)).toEqual([
      'must not hold the number of a payment card',
    ]);
    expect(plainTextSchema(140).parse(' Dinner ')).toBe('Dinner');
  });

  it('is looked for in long texts without a hitch', () => {
    expect(holdsCardNumber('1 '.repeat(100_000))).toBe(false);
    expect(holdsCardNumber('1'.repeat(100_000))).toBe(false);
  });
});
