import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { ListsApi } from '../api/lists-api.js';
import { csvOf } from './entry-csv.js';

interface EntryFormProps {
  readonly api: ListsApi;
  readonly list: string;
  readonly onAdded: () => Promise<void>;
}

const empty = { value: '', expires: '', source: '' };

/** Puts one value on a list, for ever or until a day. */
export function EntryForm({ api, list, onAdded }: EntryFormProps) {
  const [entry, setEntry] = useState(empty);
  const adding = useMutation({
    mutationFn: () => api.import(list, { csv: csvOf(entry), source: entry.source, apply: true }),
    onSuccess: async () => {
      setEntry(empty);
      await onAdded();
    },
  });
  const field = (name: keyof typeof empty) => ({
    value: entry[name],
    onChange: ({ currentTarget }: { currentTarget: HTMLInputElement }) => {
      setEntry({ ...entry, [name]: currentTarget.value });
    },
  });
  return (
    <form
      aria-label="One entry"
      onSubmit={(event) => {
        event.preventDefault();
        adding.mutate();
      }}
    >
      <div className="fields">
        <TextInput label="Value" required maxLength={200} w={320} {...field('value')} />
        <TextInput label="Expires on" type="date" {...field('expires')} />
        <TextInput label="Source" required maxLength={200} {...field('source')} />
        <Button type="submit" loading={adding.isPending}>
          Add
        </Button>
      </div>
      {adding.error !== null && <p role="alert">{adding.error.message}</p>}
    </form>
  );
}
