import { Tabs, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { AccountsApi } from '../api/accounts-api.js';
import type { ListsApi } from '../api/lists-api.js';
import type { Case } from '../api/case.js';
import type { DecisionsApi } from '../api/decisions-api.js';
import type { ReviewApi } from '../api/review-api.js';
import { RecordTab, SimilarTab } from './decision-tabs.js';
import { FilesList } from './files-list.js';
import { LinksTab } from './links-tab.js';
import type { Review } from './use-review.js';
import { AccountSection } from './account-section.js';
import { PayeeTab, PayerTab } from './party-tabs.js';

/** Services beside review; null where one cannot be reached. */
export interface OtherServices {
  readonly decisions: DecisionsApi | null;
  readonly accounts: AccountsApi | null;
  readonly lists: ListsApi | null;
}

interface ContextTabsProps {
  readonly api: ReviewApi;
  readonly others: OtherServices;
  readonly review: Review;
}

interface PanelsProps extends ContextTabsProps {
  readonly current: Case;
}

/** What is known besides: notes of colleagues, both parties' past, what is alike, and the record as it is. */
export function ContextTabs({ api, others, review }: ContextTabsProps) {
  const { state, tab, setTab } = review;
  const { current } = state;
  return (
    <aside className="zone" aria-label="Context" tabIndex={0}>
      <Tabs
        value={tab}
        onChange={(chosen) => {
          setTab(chosen ?? 'notes');
        }}
        keepMounted={false}
      >
        <Tabs.List>
          <Tabs.Tab value="notes">Notes</Tabs.Tab>
          <Tabs.Tab value="payer">Payer</Tabs.Tab>
          <Tabs.Tab value="payee">Payee</Tabs.Tab>
          <Tabs.Tab value="links">Links</Tabs.Tab>
          {others.decisions !== null && <Tabs.Tab value="similar">Alike</Tabs.Tab>}
          <Tabs.Tab value="record">Record</Tabs.Tab>
        </Tabs.List>
        {current !== null && (
          <Panels key={current.id} api={api} others={others} review={review} current={current} />
        )}
      </Tabs>
    </aside>
  );
}

function Panels({ api, others, review, current }: PanelsProps) {
  const { decisions, accounts } = others;
  return (
    <>
      <Tabs.Panel value="notes" pt="sm">
        <Notes api={api} caseId={current.id} />
        <FilesList api={api.files} caseId={current.id} />
      </Tabs.Panel>
      <Tabs.Panel value="payer" pt="sm">
        {accounts !== null && <AccountSection whose="payer" accounts={accounts} accountId={current.payer} />}
        <PayerTab api={api} caseId={current.id} />
      </Tabs.Panel>
      <Tabs.Panel value="payee" pt="sm">
        <PayeeTab api={api} caseId={current.id} />
        {accounts !== null && <AccountSection whose="payee" accounts={accounts} accountId={current.payee} />}
      </Tabs.Panel>
      <Tabs.Panel value="links" pt="sm">
        <LinksTab merging={review.merging} />
      </Tabs.Panel>
      {decisions !== null && (
        <Tabs.Panel value="similar" pt="sm">
          <SimilarTab decisions={decisions} current={current} />
        </Tabs.Panel>
      )}
      <Tabs.Panel value="record" pt="sm">
        {decisions === null ? (
          <pre className="raw">{JSON.stringify(current, null, 2)}</pre>
        ) : (
          <RecordTab decisions={decisions} current={current} />
        )}
      </Tabs.Panel>
    </>
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
