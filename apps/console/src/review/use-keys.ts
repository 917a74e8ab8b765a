import { useEffect, useRef } from 'react';

/** What each key does, by `KeyboardEvent.key` in lower case. */
export type KeyMap = Readonly<Record<string, () => void>>;

/** The digits from 1 on, each for one of the choices. */
export function digitsOf<T>(choices: readonly T[], choose: (choice: T) => void): KeyMap {
  return Object.fromEntries(
    choices.map((choice, index) => [
      String(index + 1),
      () => {
        choose(choice);
      },
    ]),
  );
}

/** Listens for single keys, but not while somebody writes or holds a modifier. */
export function useKeys(map: KeyMap): void {
  const latest = useRef(map);
  latest.current = map;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isWriting(event.target)) return;
      const act = latest.current[event.key.toLowerCase()];
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', onKey);
    return () => {
      window.removeEventListener('keydown', onKey);
    };
  }, []);
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
}
