import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { LoanCase, LoansApi } from '../api/loans-api.js';
import { moneyText, wordsOf } from '../review/format.js';
import { ApplicationPage } from './application-page.js';

/** Any application by its id, or those of a customer's account: also those that nobody ever reviewed. */
export function FindPage({ api }: { readonly api: LoansApi }) {
  const [text, setText] = useState('');
  const [asked, ask] = useState('');
  const { data, error } = useQuery({
    queryKey: ['loan-cases', asked],
    queryFn: () => api.find(asked),
    enabled: asked !== '',
    retry: false,
  });
  return (
    <>
      <form
        className="what-if"
        onSubmit={(event) => {
          event.preventDefault();
          ask(text.trim());
        }}
      >
        <TextInput
          label="Application or account"
          placeholder="app_… or acc_…"
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
          }}
        />
        <Button type="submit">Find</Button>
      </form>
      {error !== null && <p role="alert">{error.message}</p>}
      {data !== undefined && <Found api={api} cases={data} />}
    </>
  );
}

function Found({ api, cases }: { readonly api: LoansApi; readonly cases: readonly LoanCase[] }) {
  const [chosen, choose] = useState<string | null>(null);
  const current = cases.find(({ application }) => application === chosen) ?? cases[0];
  if (current === undefined) return <p>No application has that id, and no customer of it applied.</p>;
  return (
    <div className="loans">
      <nav className="zone" aria-label="Applications" tabIndex={0}>
        <ul className="reviews">
          {cases.map(({ application, facts, decided, createdAt }) => (
            <li key={application}>
              <button
                type="button"
                aria-current={application === current.application}
                onClick={() => {
                  choose(application);
                }}
              >
                <strong>{moneyText(facts.amount)}</strong> over {facts.months} months
                <br />
                <span className="quiet">
                  {wordsOf(decided.outcome)}, {createdAt.slice(0, 10)}
                </span>
              </button>
            </li>
          ))}
        </ul>
      </nav>
      <main className="zone">
        <ApplicationPage key={current.application} api={api} subject={current}>
          <p data-testid="decided-by">
            Decided by {current.decision.model} and policy {current.decision.policy} in{' '}
            {current.decision.latencyMs.toFixed(1)} ms.
          </p>
        </ApplicationPage>
      </main>
    </div>
  );
}
