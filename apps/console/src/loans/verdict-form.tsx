import { Button, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { LoanReview, LoansApi } from '../api/loans-api.js';

interface VerdictProps {
  readonly api: LoansApi;
  readonly review: LoanReview;
  readonly person: string;
}

/** What became of a review, or the means to judge it: what the computer did not approve takes two people. */
export function Verdict({ api, review, person }: VerdictProps) {
  if (review.status !== 'approved' && review.status !== 'declined')
    return <VerdictForm api={api} review={review} person={person} />;
  const { status, proposer, reviewer, note } = review;
  const who = [proposer, reviewer].filter((name) => name !== null).join(' and ');
  return (
    <p data-testid="outcome">
      {status} by {who}: {note}
    </p>
  );
}

function VerdictForm({ api, review, person }: VerdictProps) {
  const client = useQueryClient();
  const [note, setNote] = useState('');
  const judging = useMutation({
    mutationFn: (verdict: 'approve' | 'decline') => api.judge(review.id, verdict, note),
    onSettled: () => client.invalidateQueries({ queryKey: ['loan-reviews'] }),
  });
  const isOwn = review.proposer === person;
  const isMute = note.trim() === '' || judging.isPending;
  return (
    <section className="verdict" aria-label="Verdict">
      <h2>Verdict</h2>
      <Proposal review={review} isOwn={isOwn} />
      <Textarea
        label="Why"
        value={note}
        maxLength={1000}
        onChange={(event) => {
          setNote(event.currentTarget.value);
        }}
      />
      <div className="what-if">
        <Button
          disabled={isMute || isOwn}
          onClick={() => {
            judging.mutate('approve');
          }}
        >
          {review.status === 'proposed' ? 'Approve as the second' : 'Propose to approve'}
        </Button>
        <Button
          variant="default"
          disabled={isMute}
          onClick={() => {
            judging.mutate('decline');
          }}
        >
          Decline
        </Button>
      </div>
      {judging.error !== null && <p role="alert">{judging.error.message}</p>}
    </section>
  );
}

function Proposal({ review, isOwn }: { readonly review: LoanReview; readonly isOwn: boolean }) {
  if (review.proposer === null) return null;
  return (
    <p>
      {review.proposer} would approve: {review.note}{' '}
      {isOwn ? 'A second person must agree.' : 'Your approval makes the offer.'}
    </p>
  );
}
