import { type KeyboardEvent, type RefObject, useRef, useState } from 'react';
import type { Word } from '../api/rules-api.js';
import { completionsAt } from './completions.js';

/** Words offered at the cursor of a field, which arrows mark and Enter takes. */
export interface CompletionState {
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly found: readonly Word[];
  /** Place of the marked word; -1 for none. */
  readonly marked: number;
  readonly insert: (word: Word) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  /** Where somebody writes; null when nobody does. */
  readonly follow: (cursor: number | null) => void;
}

export function useCompletions(
  words: readonly Word[],
  value: string,
  onChange: (value: string) => void,
): CompletionState {
  const field = useRef<HTMLTextAreaElement>(null);
  const [cursor, setCursor] = useState<number | null>(null);
  const [marked, mark] = useState(-1);
  const { from, words: found } = completionsAt(value, cursor ?? 0, cursor === null ? [] : words);
  const follow = (place: number | null): void => {
    setCursor(place);
    mark(-1);
  };
  const insert = (word: Word): void => {
    const end = from + word.name.length;
    onChange(value.slice(0, from) + word.name + value.slice(cursor ?? value.length));
    follow(null);
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(end, end);
    });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (found.length === 0) return;
    const chosen = found[marked];
    if (event.key === 'ArrowDown') mark((marked + 1) % found.length);
    else if (event.key === 'ArrowUp' && marked >= 0) mark(marked - 1);
    else if (event.key === 'Escape') follow(null);
    else if (event.key === 'Enter' && chosen !== undefined) insert(chosen);
    else return;
    event.preventDefault();
  };
  return { field, found, marked, insert, onKeyDown, follow };
}
