import { describe, expect, it } from '@jest/globals';
import { arrayLiteral } from './array-literal.js';

describe('an array literal', () => {
  const cases: [what: string, values: unknown[], literal: string][] = [
    ['writes ids and codes as they are', ['01a2-bc', 'GBP', 'a.b:c+d'], '{01a2-bc,GBP,a.b:c+d}'],
    ['writes numbers and booleans', [1, -2n, 0.5, true], '{1,-2,0.5,true}'],
    ['tells null from the word', [null, undefined, 'null', 'NULL'], '{NULL,NULL,"null","NULL"}'],
    [
      'quotes everything else',
      ['', 'a b', 'x,y', '{"a":"\\"}', "it's"],
      '{"","a b","x,y","{\\"a\\":\\"\\\\\\"}","it\'s"}',
    ],
    ['writes times in UTC', [new Date(0)], '{"1970-01-01T00:00:00.000Z"}'],
    ['writes bytes in hexadecimal', [Buffer.from([1, 255])], '{"\\\\x01ff"}'],
    ['writes nothing', [], '{}'],
  ];
  it.each(cases)('%s', (_what, values, literal) => {
    expect(arrayLiteral(values)).toBe(literal);
  });

  it('refuses what an array cannot hold', () => {
    expect(() => arrayLiteral([{}])).toThrow('cannot hold object');
  });
});
