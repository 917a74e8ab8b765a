import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { editDistance, type HolderKind, matchName, type NameMatch } from './name-match.js';

const table: [stated: string, held: string, kind: HolderKind, result: NameMatch][] = [
  ['Ada Lovelace', 'Ada Lovelace', 'personal', 'match'],
  ['  ADA   lovelace ', 'Ada Lovelace', 'personal', 'match'],
  ['Lovelace, Ada', 'Ada Lovelace', 'personal', 'match'],
  ['Mrs. Ada Lovelace', 'Ada Lovelace', 'personal', 'match'],
  ['Zoë Müller', 'Zoe Muller', 'personal', 'match'],
  ['Soren Lokke', 'Søren Løkke', 'personal', 'match'],
  ['Strauss Karl', 'Karl Strauß', 'personal', 'match'],
  ["Sinéad O'Brien", 'Sinead OBrien', 'personal', 'match'],
  ['Anne-Marie Smith', 'Anne Marie Smith', 'personal', 'match'],
  ['Mr Lord', 'Mr Lord', 'personal', 'match'],
  ['王小明', '王小明', 'personal', 'match'],
  ['J Smith', 'John Smith', 'personal', 'close'],
  ['John Smith', 'J Smith', 'personal', 'close'],
  ['John Smith', 'John Paul Smith', 'personal', 'close'],
  ['John P Smith', 'John Paul Smith', 'personal', 'close'],
  ['Jon Smith', 'John Smith', 'personal', 'none'],
  ['John Smiht', 'John Smith', 'personal', 'close'],
  ['John Smyth', 'John Smith', 'personal', 'close'],
  ['Katharina Wiederkehr', 'Katarina Widerkehr', 'personal', 'close'],
  ['Smith', 'John Smith', 'personal', 'none'],
  ['J S', 'John Smith', 'personal', 'none'],
  ['John S', 'John Smith', 'personal', 'none'],
  ['Paul Smith', 'John Paul Smith', 'personal', 'none'],
  ['Jane Smith', 'John Smith', 'personal', 'none'],
  ['John Jones', 'John Smith', 'personal', 'none'],
  ['John Smith Jones', 'John Smith', 'personal', 'none'],
  ['Ng', 'Li Ng', 'personal', 'none'],
  ['...', 'John Smith', 'personal', 'none'],
  ['Acme Limited', 'ACME Ltd.', 'business', 'match'],
  ['The Acme Co', 'Acme', 'business', 'match'],
  ['Smith & Sons', 'Smith and Sons Ltd', 'business', 'match'],
  ['Green Garden Services', 'Green Garden Services London', 'business', 'close'],
  ['Green Gardens Services', 'Green Garden Services', 'business', 'close'],
  ['Green', 'Green Garden Services', 'business', 'none'],
  ['Limited', 'Acme Ltd', 'business', 'none'],
];

const name = fc
  .array(fc.stringMatching(/^[A-Za-zé]{1,10}$/), { minLength: 1, maxLength: 5 })
  .map((words) => words.join(' '));
const kinds = fc.constantFrom<HolderKind[]>('personal', 'business');

describe('a stated name', () => {
  it.each(table)('"%s" for "%s" (%s) is: %s', (stated, held, kind, result) => {
    expect(matchName(stated, held, kind)).toBe(result);
  });

  it('matches itself in any order and case, with marks and without', () => {
    fc.assert(
      fc.property(name, kinds, fc.nat(), (held, kind, seed) => {
        const words = held.toUpperCase().split(' ');
        const turned = [...words.slice(seed % words.length), ...words.slice(0, seed % words.length)];
        expect(matchName(turned.join(', '), held, kind)).toBe('match');
        expect(matchName(held.normalize('NFD'), held, kind)).toBe('match');
      }),
    );
  });

  it('of initials alone, or of one word of several, never brings out a name', () => {
    fc.assert(
      fc.property(name, name, (stated, held) => {
        const initials = stated.replaceAll(/(\S)\S*/g, '$1');
        fc.pre(/\s/.test(held) && held.split(' ').some((word) => word.length > 1));
        expect(matchName(initials, held, 'personal')).not.toBe('close');
        expect(matchName(stated.split(' ')[0] ?? '', held, 'personal')).not.toBe('close');
      }),
    );
  });

  it('is compared with the same result always, whatever was typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 140 }), name, kinds, (stated, held, kind) => {
        expect(matchName(stated, held, kind)).toBe(matchName(stated, held, kind));
      }),
    );
  });
});

describe('the distance of two words', () => {
  it.each([
    ['', '', 0],
    ['smith', 'smith', 0],
    ['smith', 'smiht', 1],
    ['smith', 'smth', 1],
    ['smith', 'smithe', 1],
    ['kitten', 'sitting', 3],
  ])('%s and %s is %s', (one, other, distance) => {
    expect(editDistance(one, other)).toBe(distance);
  });

  it('is a measure: the same both ways, and 0 for the same word alone', () => {
    const word = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(word, word, (one, other) => {
        expect(editDistance(one, other)).toBe(editDistance(other, one));
        expect(editDistance(one, other) === 0).toBe(one === other);
      }),
    );
  });
});
