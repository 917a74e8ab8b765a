import type { Word } from '../api/rules-api.js';

/** Words that continue what is being written, and the place from which they replace it. */
export interface Completions {
  readonly from: number;
  readonly words: readonly Word[];
}

const shownMax = 8;
const partBeforeCursor = /[A-Za-z_][\w.]*$/;

/** What may be meant by the word before the cursor: those that begin so, then those that have it inside. */
export function completionsAt(text: string, cursor: number, words: readonly Word[]): Completions {
  const part = partBeforeCursor.exec(text.slice(0, cursor))?.[0] ?? '';
  const from = cursor - part.length;
  if (part === '' || isInText(text.slice(0, from))) return { from, words: [] };
  const sought = part.toLowerCase();
  const beginning = words.filter(({ name }) => name.toLowerCase().startsWith(sought));
  const inside = words.filter(
    ({ name }) => name.toLowerCase().includes(sought) && !beginning.some((each) => each.name === name),
  );
  const found = [...beginning, ...inside].filter(({ name }) => name !== part);
  return { from, words: found.slice(0, shownMax) };
}

/** Inside quotes nothing is a word. */
function isInText(before: string): boolean {
  let quote: string | null = null;
  for (const character of before) {
    if (quote === null && (character === "'" || character === '"')) quote = character;
    else if (character === quote) quote = null;
  }
  return quote !== null;
}
