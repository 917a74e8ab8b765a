import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ListsApi } from '../api/lists-api.js';
import { ListPage } from './list-page.js';

/** The lists that rules ask, and one of them; the first import makes one. */
export function ListsPage({ api }: { readonly api: ListsApi }) {
  const { data = [], error } = useQuery({ queryKey: ['lists'], queryFn: () => api.list() });
  const [chosen, choose] = useState<string | null>(null);
  const current = chosen ?? data[0]?.name;
  return (
    <div className="columns">
      <nav className="zone" aria-label="Lists" tabIndex={0}>
        <ul className="choices">
          {data.map(({ name, entries, expired }) => (
            <li key={name}>
              <button
                type="button"
                aria-current={name === current}
                onClick={() => {
                  choose(name);
                }}
              >
                <strong>{name}</strong>
                <br />
                <span className="quiet">
                  {entries} entries{expired > 0 && `, ${expired} of them expired`}
                </span>
              </button>
            </li>
          ))}
        </ul>
        <NewList onName={choose} />
      </nav>
      <main className="zone" tabIndex={0} aria-label="The chosen list">
        {error !== null && <p role="alert">{error.message}</p>}
        {current === undefined ? (
          <p>There are no lists yet.</p>
        ) : (
          <ListPage
            key={current}
            api={api}
            name={current}
            isThere={data.some(({ name }) => name === current)}
          />
        )}
      </main>
    </div>
  );
}

function NewList({ onName }: { readonly onName: (name: string) => void }) {
  const [name, setName] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onName(name);
      }}
    >
      <TextInput
        label="New list"
        description="A name, then Enter"
        pattern="[a-z][a-z0-9_\-]{0,62}"
        title="small letters, digits, - and _"
        required
        value={name}
        onChange={({ currentTarget }) => {
          setName(currentTarget.value);
        }}
      />
    </form>
  );
}
