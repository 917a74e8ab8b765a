import { Textarea } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import type { RulesApi, Word } from '../api/rules-api.js';
import { ExpressionFaults } from './expression-faults.js';
import { type CompletionState, useCompletions } from './use-completions.js';

/** A pause in writing. */
const checkAfterMs = 200;

interface ExpressionFieldProps {
  readonly api: RulesApi;
  readonly words: readonly Word[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** An expression with the words that may follow, and what is wrong with it while it is written. */
export function ExpressionField({ api, words, value, onChange }: ExpressionFieldProps) {
  const listId = useId();
  const completions = useCompletions(words, value, onChange);
  const { field, found, marked, onKeyDown, follow } = completions;
  const [asked] = useDebouncedValue(value, checkAfterMs);
  const isEmpty = asked.trim() === '';
  const { data: faults } = useQuery({
    queryKey: ['rule-check', asked],
    queryFn: () => api.check(asked),
    enabled: !isEmpty,
  });
  return (
    <div className="expression">
      <Textarea
        ref={field}
        label="Expression"
        description="Yes means that the rule fires. Arrows and Enter take a word from the list."
        rows={3}
        spellCheck={false}
        aria-autocomplete="list"
        aria-controls={found.length > 0 ? listId : undefined}
        aria-activedescendant={found[marked] === undefined ? undefined : `${listId}-${marked}`}
        value={value}
        onKeyDown={onKeyDown}
        onBlur={() => {
          follow(null);
        }}
        onChange={({ currentTarget }) => {
          onChange(currentTarget.value);
          follow(currentTarget.selectionStart);
        }}
      />
      <Completions id={listId} completions={completions} />
      <ExpressionFaults expression={asked} faults={isEmpty ? undefined : faults} />
    </div>
  );
}

interface CompletionsProps {
  readonly id: string;
  readonly completions: CompletionState;
}

function Completions({ id, completions: { found, marked, insert } }: CompletionsProps) {
  if (found.length === 0) return null;
  return (
    <ul role="listbox" id={id} aria-label="Words that may follow" className="completions">
      {found.map((word, index) => (
        <li
          key={word.name}
          role="option"
          id={`${id}-${index}`}
          aria-selected={index === marked}
          onMouseDown={(event) => {
            event.preventDefault();
            insert(word);
          }}
        >
          <code>{word.name}</code> <span className="quiet">{`${word.type}; ${word.meaning}`}</span>
        </li>
      ))}
    </ul>
  );
}
