import { Button, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { LoanReview, LoansApi } from '../api/loans-api.js';

interface VerdictFormProps {
  readonly api: LoansApi;
  readonly review: LoanReview;
  readonly person: string;
}

/** Decline, or approve: what the computer did not approve takes two people. */
export function VerdictForm({ api, review, person }: VerdictFormProps) {
  const client = useQueryClient();
  const [note, setNote] = useState('');
  const judging = useMutation({
    mutationFn: (verdict: 'approve' | 'decline') => api.judge(review.id, verdict, note),
    onSettled: () => client.invalidateQueries({ queryKey: ['loan-reviews'] }),
  });
  if (review.status === 'approved' || review.status === 'declined') {
    const [proposer, reviewer] = [review.proposer, review.reviewer ?? ''];
    const who = proposer === null ? reviewer : `${proposer} and ${reviewer}`;
    return (
      <p data-testid="outcome">
        {review.status} by {who}: {review.note}
      </p>
    );
  }
  const isProposed = review.status === 'proposed';
  const isOwn = review.proposer === person;
  const isMute = note.trim() === '' || judging.isPending;
  return (
    <section className="verdict" aria-label="Verdict">
      <h2>Verdict</h2>
      {isProposed && (
        <p>
          {review.proposer} would approve: {review.note}{' '}
          {isOwn ? 'A second person must agree.' : 'Your approval makes the offer.'}
        </p>
      )}
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
          {isProposed ? 'Approve as the second' : 'Propose to approve'}
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
