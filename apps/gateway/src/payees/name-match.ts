export const holderKinds = ['personal', 'business'] as const;
export type HolderKind = (typeof holderKinds)[number];

/** How a name that somebody stated compares with the holder's. */
export type NameMatch = 'match' | 'close' | 'none';

/** Letters that Unicode does not take apart into a base letter and a mark. */
const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ı: 'i',
};

const titles = new Set(
  'mr mrs ms miss mx dr doctor prof professor sir dame lord lady rev reverend jr junior sr senior esq'.split(
    ' ',
  ),
);
/** What a business is, not what it is called. */
const forms = new Set(
  'the ltd limited plc llp lp inc incorporated co company cic gmbh and group holdings uk'.split(' '),
);

const wordsMax = 12;

/**
 * Compares the name that a payer states with that of an account's holder.
 *
 * The same words in any order match; case, accents, punctuation, titles and legal forms of businesses say nothing.
 * Close is what a person would write who knows the holder: an initial for a forename, a middle name left out, a slip
 * of one letter in a word of four, two in one of eight. The last word, the surname, has to be written out, so that
 * initials alone never bring out a name.
 */
export function matchName(stated: string, held: string, kind: HolderKind): NameMatch {
  const [asked, known] = [wordsOf(stated, kind), wordsOf(held, kind)];
  if (asked.length === 0 || known.length === 0) return 'none';
  if (sorted(asked) === sorted(known) || asked.join('') === known.join('')) return 'match';
  if (Math.max(asked.length, known.length) > wordsMax) return 'none';
  return isClose(asked, known, kind) ? 'close' : 'none';
}

function wordsOf(name: string, kind: HolderKind): string[] {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('&', ' and ')
    .replaceAll(/['’`.]/g, '')
    .replaceAll(/[^\p{L}\p{N}]/gu, (other) => letters[other] ?? ' ')
    .replaceAll(/[ßæœøđðþłı]/g, (letter) => letters[letter] ?? letter);
  const words = plain.split(' ').filter((word) => word !== '');
  const idle = kind === 'personal' ? titles : forms;
  const telling = words.filter((word) => !idle.has(word));
  // A name of nothing but such words, such as Mr Lord, is compared as it is.
  return telling.length === 0 ? words : telling;
}

function sorted(words: readonly string[]): string {
  return words.toSorted().join(' ');
}

function isClose(asked: readonly string[], known: readonly string[], kind: HolderKind): boolean {
  const surname = known.at(-1);
  const left = [...known];
  let writtenOut = 0;
  let hasSurname = false;
  // Words that are written out find theirs first, so that no initial takes them away.
  for (const word of asked.toSorted((one, other) => other.length - one.length)) {
    const index = pairOf(word, left);
    const found = left[index];
    if (found === undefined) return false;
    left.splice(index, 1);
    if (word.length === 1 || found.length === 1) continue;
    writtenOut += 1;
    hasSurname ||= found === surname;
  }
  if (kind === 'business') return left.length <= 1 && writtenOut * 2 > known.length;
  return hasSurname && asked.length >= Math.min(2, known.length) && left.every((word) => word !== known[0]);
}

/** The place of the word that is the same, else nearly so, else the one that it or that is the initial of; or -1. */
function pairOf(word: string, words: readonly string[]): number {
  const same = words.indexOf(word);
  if (same >= 0) return same;
  const near = words.findIndex((other) => isSlip(word, other));
  if (near >= 0) return near;
  return words.findIndex((other) => (word.length === 1 || other.length === 1) && word[0] === other[0]);
}

function isSlip(one: string, other: string): boolean {
  const shorter = Math.min(one.length, other.length);
  if (shorter < 4) return false;
  return editDistance(one, other) <= (shorter < 8 ? 1 : 2);
}

/** Letters put in, left out, changed, or swapped with their neighbour (optimal string alignment). */
export function editDistance(one: string, other: string): number {
  let [before, last]: number[][] = [[], Array.from({ length: other.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const changed = one[i - 1] === other[j - 1] ? 0 : 1;
      let cost = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + changed);
      const isSwap = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      if (isSwap) cost = Math.min(cost, at(before, j - 2) + 1);
      row.push(cost);
    }
    [before, last] = [last, row];
  }
  return at(last, other.length);
}

function at(row: readonly number[] | undefined, index: number): number {
  return row?.[index] ?? Number.POSITIVE_INFINITY;
}
