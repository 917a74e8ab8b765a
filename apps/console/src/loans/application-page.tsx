import type { ReactNode } from 'react';
import type { LoanCase, LoanReview, LoansApi } from '../api/loans-api.js';
import { moneyText, wordsOf } from '../review/format.js';
import { WhatIfForm } from './what-if-form.js';

interface ApplicationPageProps {
  readonly api: LoansApi;
  readonly subject: LoanCase | LoanReview;
  /** What is said of it, or done with it, below. */
  readonly children: ReactNode;
}

/** One application: the facts and the customer's word first, then what the computer made of them, then the verdict. */
export function ApplicationPage({ api, subject, children }: ApplicationPageProps) {
  const { application, decided, facts } = subject;
  const statement = 'statement' in subject ? subject.statement : null;
  return (
    <>
      <Facts facts={facts} />
      {statement !== null && (
        <section aria-label="What the customer says">
          <h2>What the customer says</h2>
          <p>{statement}</p>
        </section>
      )}
      <section aria-label="What was decided">
        <h2>What was decided</h2>
        <p>
          {wordsOf(decided.outcome)}
          {decided.reasons.length > 0 && ', because:'}
        </p>
        <ul>
          {decided.reasons.map(({ code, sentence }) => (
            <li key={code}>{sentence}</li>
          ))}
        </ul>
        <p data-testid="probability">
          Probability of default {(decided.probability * 100).toFixed(1)} %, by the model.
        </p>
      </section>
      <WhatIfForm api={api} application={application} facts={facts} />
      {children}
      <details>
        <summary>Decision record</summary>
        <pre className="raw">{JSON.stringify(subject, null, 2)}</pre>
      </details>
    </>
  );
}

function Facts({ facts }: Pick<LoanReview, 'facts'>) {
  const { amount, months, purpose, income, affordability, account } = facts;
  const money = (value: number): string => moneyText({ value, currency: amount.currency });
  const figures = [
    ['Asked for', `${moneyText(amount)} over ${months} months`],
    ['Purpose', wordsOf(purpose)],
    ['Account', account],
    ['Months of income seen', String(income.monthsOfHistory)],
    ['Income a month', money(income.incomeMinor)],
    ['Committed spending', money(income.committedMinor)],
    ['The same under stress', money(affordability.stressedMinor)],
    ['Left a month', money(income.netMinor)],
    ['Instalment that is affordable', money(affordability.instalmentMinorMax)],
  ];
  return (
    <section aria-label="Facts">
      <h2>Facts</h2>
      <dl className="figures">
        {figures.map(([term, text]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
