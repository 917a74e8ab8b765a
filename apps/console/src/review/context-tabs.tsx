import { Tabs, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Case } from '../api/case.js';
import type { ReviewApi } from '../api/review-api.js';

interface ContextTabsProps {
  readonly api: ReviewApi;
  readonly current: Case | null;
}

/** What is known besides: notes of colleagues, and the record as it is. */
export function ContextTabs({ api, current }: ContextTabsProps) {
  return (
    <aside className="zone" aria-label="Context" tabIndex={0}>
      <Tabs defaultValue="notes" keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="notes">Notes</Tabs.Tab>
          <Tabs.Tab value="record">Raw record</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="notes" pt="sm">
          {current !== null && <Notes key={current.id} api={api} caseId={current.id} />}
        </Tabs.Panel>
        <Tabs.Panel value="record" pt="sm">
          <pre className="raw">{JSON.stringify(current, null, 2)}</pre>
        </Tabs.Panel>
      </Tabs>
    </aside>
  );
}

function Notes({ api, caseId }: { readonly api: ReviewApi; readonly caseId: string }) {
  const client = useQueryClient();
  const queryKey = ['notes', caseId];
  const { data = [] } = useQuery({ queryKey, queryFn: () => api.notes(caseId) });
  const [text, setText] = useState('');
  const [fault, setFault] = useState('');
  const save = async (): Promise<void> => {
    try {
      await api.addNote(caseId, text);
      setText('');
      setFault('');
      await client.invalidateQueries({ queryKey });
    } catch (error) {
      setFault(error instanceof Error ? error.message : 'The note was not kept.');
    }
  };
  return (
    <>
      <TextInput
        id="note"
        label="Write a note (C)"
        description="Enter keeps it, Esc leaves"
        value={text}
        error={fault}
        maxLength={2000}
        onChange={(event) => {
          setText(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
          if (event.key !== 'Enter' || text.trim() === '') return;
          event.currentTarget.blur();
          void save();
        }}
      />
      <ul>
        {data.map((note) => (
          <li key={`${note.writtenAt} ${note.author}`}>
            {note.text}{' '}
            <span className="quiet">
              {note.author}, {new Date(note.writtenAt).toLocaleString('en-GB')}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
