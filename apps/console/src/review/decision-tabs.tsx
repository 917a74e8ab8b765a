import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { Case } from '../api/case.js';
import type { DecisionReplay, DecisionsApi } from '../api/decisions-api.js';
import { Figures } from '../shell/figures.js';
import { dayText, moneyText } from './format.js';

interface DecisionTabProps {
  readonly decisions: DecisionsApi;
  readonly current: Case;
}

/** Resolved decisions on much the same facts, with their truth. */
export function SimilarTab({ decisions, current: { paymentId, amount } }: DecisionTabProps) {
  const { data, error } = useQuery({
    queryKey: ['similar', paymentId],
    queryFn: () => decisions.similar(paymentId),
  });
  if (error !== null) return <p role="alert">{error.message}</p>;
  if (data === undefined) return <p className="quiet">Looking …</p>;
  return (
    <>
      <Figures
        caption="Resolved payments most like this"
        heads={['Truth', 'Said by', 'Amount', 'Day', 'Apart']}
        rows={data.map((each) => [
          each.isFraud ? 'fraud' : 'honest',
          [...new Set(each.saidBy)].join(', '),
          moneyText({ value: each.amountMinor, currency: amount.currency }),
          dayText(each.decidedAt),
          each.distance.toFixed(2),
        ])}
      />
      <p className="quiet">Apart: by how many standard deviations the facts differ; 0 is the same facts.</p>
    </>
  );
}

/** The decision as it was stored, and made anew on request. */
export function RecordTab({ decisions, current: { paymentId } }: DecisionTabProps) {
  const { data } = useQuery({
    queryKey: ['recorded', paymentId],
    queryFn: () => decisions.recorded(paymentId),
  });
  const replaying = useMutation({ mutationFn: () => decisions.replay(paymentId) });
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        loading={replaying.isPending}
        onClick={() => {
          replaying.mutate();
        }}
      >
        Replay
      </Button>
      {replaying.error !== null && <p role="alert">{replaying.error.message}</p>}
      {replaying.data !== undefined && <p data-testid="decision-replay">{replayText(replaying.data)}</p>}
      <pre className="raw">{JSON.stringify(data, null, 2)}</pre>
    </>
  );
}

function replayText({ equal, notReplayable, differences }: DecisionReplay): string {
  if (equal === 1) return 'Made anew, every byte agrees.';
  const [reason] = notReplayable;
  if (reason !== undefined) return `It cannot be made anew: ${reason.reason}.`;
  const fields = differences.flatMap((each) => each.fields.map(({ field }) => field));
  return `Made anew, it differs in ${fields.join(', ')}.`;
}
