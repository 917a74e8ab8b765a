import { useQuery } from '@tanstack/react-query';
import type { Case } from '../api/case.js';
import type { ReviewApi } from '../api/review-api.js';

interface PayerAnswersProps {
  readonly api: ReviewApi;
  readonly current: Case;
}

/** What the payer was asked and has answered. */
export function PayerAnswers({ api, current }: PayerAnswersProps) {
  const { data = [] } = useQuery({
    queryKey: ['information', current.id, current.waitingUntil],
    queryFn: () => api.information(current.id),
    enabled: current.waitingUntil !== null,
  });
  if (data.length === 0) return null;
  return (
    <section aria-label="The payer’s answers">
      <h2>The payer was asked</h2>
      <ul className="answers">
        {data.map(({ question, askedBy, askedAt, answer }) => (
          <li key={askedAt}>
            <span className="quiet">
              {question} ({askedBy})
            </span>
            <br />
            {answer ?? 'No answer.'}
          </li>
        ))}
      </ul>
    </section>
  );
}
