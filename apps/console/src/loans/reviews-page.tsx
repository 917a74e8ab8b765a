import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { LoanReview, LoansApi, ReviewStatus } from '../api/loans-api.js';
import { moneyText, spanText, wordsOf } from '../review/format.js';
import { ApplicationPage } from './application-page.js';
import { Verdict } from './verdict-form.js';

const refreshMs = 5000;

interface ReviewsPageProps {
  readonly api: LoansApi;
  readonly status: ReviewStatus;
  readonly person: string;
}

/** Referrals and contests, what is due soonest first, and the one that is being looked at. */
export function ReviewsPage({ api, status, person }: ReviewsPageProps) {
  const { data, error } = useQuery({
    queryKey: ['loan-reviews', status],
    queryFn: () => api.reviews(status),
    refetchInterval: refreshMs,
  });
  const [chosen, choose] = useState<string | null>(null);
  if (error !== null) return <p role="alert">{error.message}</p>;
  if (data === undefined) return <p>Looking …</p>;
  const current = data.find(({ id }) => id === chosen) ?? data[0];
  if (current === undefined) return <p>Nothing is here. New ones appear by themselves.</p>;
  return (
    <div className="loans">
      <nav className="zone" aria-label="Reviews" tabIndex={0}>
        <ul className="reviews">
          {data.map((review) => (
            <li key={review.id}>
              <button
                type="button"
                aria-current={review.id === current.id}
                onClick={() => {
                  choose(review.id);
                }}
              >
                <ReviewLine review={review} />
              </button>
            </li>
          ))}
        </ul>
      </nav>
      <main className="zone">
        <ApplicationPage key={current.id} api={api} subject={current}>
          <Verdict api={api} review={current} person={person} />
        </ApplicationPage>
      </main>
    </div>
  );
}

function ReviewLine({ review }: { readonly review: LoanReview }) {
  const { kind, status, facts, isOverdue, dueAt } = review;
  return (
    <>
      <strong>{moneyText(facts.amount)}</strong> over {facts.months} months for {wordsOf(facts.purpose)}
      <br />
      <span className="quiet">
        {kind}, {status}
      </span>{' '}
      {(status === 'open' || status === 'proposed') && (
        <span className={isOverdue ? 'overdue' : 'quiet'}>
          {isOverdue ? 'overdue' : `${spanText(Date.now(), Date.parse(dueAt))} left`}
        </span>
      )}
    </>
  );
}
