const digitsMin = 13;
const digitsMax = 19;
const zero = '0'.charCodeAt(0);

/** What the numbers of the large schemes begin with, by how many digits they have. Bank details seldom do. */
const beginnings: Readonly<Record<number, RegExp>> = {
  13: /^4/,
  14: /^(30[0-5]|36|38|39)/,
  15: /^(34|37)/,
  16: /^[2-6]/,
  17: /^[56]/,
  18: /^[56]/,
  19: /^[4-6]/,
};

/**
 * Whether a text holds what looks like the number of a payment card: 13 to 19 digits, alone or in groups with one
 * space or hyphen between them, that begin as cards of that length do and whose last one is right by the Luhn check
 * (ISO/IEC 7812-1, annex B). One pass, in time that grows with the length of the text alone.
 */
export function holdsCardNumber(text: string): boolean {
  return runsOf(text.normalize('NFKC')).some(holdsNumber);
}

/** Groups of digits that one separator joins, as lists. */
function runsOf(text: string): string[][] {
  const runs: string[][] = [];
  let groups: string[] = [];
  let group = '';
  let gap = 0;
  for (const char of text) {
    if (char >= '0' && char <= '9') {
      if (group === '' && gap > 1) groups = startRun(runs, groups);
      group += char;
      gap = 0;
      continue;
    }
    if (group !== '') groups.push(group);
    group = '';
    gap = char === ' ' || char === '-' ? gap + 1 : 2;
  }
  if (group !== '') groups.push(group);
  startRun(runs, groups);
  return runs;
}

function startRun(runs: string[][], groups: string[]): string[] {
  if (groups.length > 0) runs.push(groups);
  return [];
}

/** Whether some neighbouring groups are a number together. */
function holdsNumber(groups: readonly string[]): boolean {
  return groups.some((_, first) => {
    let digits = '';
    for (const group of groups.slice(first, first + digitsMax)) {
      digits += group;
      if (digits.length > digitsMax) return false;
      if (digits.length >= digitsMin && isIssued(digits) && passesLuhn(digits)) return true;
    }
    return false;
  });
}

function isIssued(digits: string): boolean {
  return beginnings[digits.length]?.test(digits) === true;
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - zero;
    const weighed = index % 2 === 0 ? digit : digit * 2;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return sum % 10 === 0;
}
