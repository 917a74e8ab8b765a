import { Button, NumberInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Model, ModelsApi, Replay } from '../api/models-api.js';
import { Figures } from '../shell/figures.js';
import { poundsText, timeText } from '../shell/texts.js';

interface ReplaySectionProps {
  readonly api: ModelsApi;
  readonly model: Model;
}

/** What the model would have made of past decisions, against the champion of today. */
export function ReplaySection({ api, model: { id, role } }: ReplaySectionProps) {
  const client = useQueryClient();
  const queryKey = ['replay', id, role];
  const { data, error } = useQuery({ queryKey, queryFn: () => api.lastReplay(id) });
  const [days, setDays] = useState<number | string>(30);
  const replaying = useMutation({
    mutationFn: () => api.replay(id, Number(days)),
    onSuccess: (replay) => client.setQueryData(queryKey, replay),
  });
  if (role === 'champion') return null;
  const fault = replaying.error ?? error;
  return (
    <section aria-label="Replay">
      <h2>Replay of past decisions</h2>
      <div className="fields">
        <NumberInput label="Days" w={110} min={1} max={366} value={days} onChange={setDays} />
        <Button
          variant="default"
          loading={replaying.isPending}
          onClick={() => {
            replaying.mutate();
          }}
        >
          Replay
        </Button>
      </div>
      {fault !== null && <p role="alert">{fault.message}</p>}
      {data === null && <p>It was not replayed against the champion of today; a promotion asks for that.</p>}
      {data !== null && data !== undefined && <Report replay={data} />}
    </section>
  );
}

function Report({ replay: { champion, from, to, madeBy, report } }: { readonly replay: Replay }) {
  const { extraHolds, letGo, extraHours, stoppedBefore, stoppedAfter } = report;
  return (
    <>
      <p data-testid="replay">
        Against {champion}, {report.decisions} decisions from {timeText(from)} to {timeText(to)}
        {report.skipped > 0 && `, ${report.skipped} of another catalogue left out`}, by {madeBy}.{' '}
        {extraHolds.payments} payments newly stopped, {letGo.payments} let go, {extraHours.toFixed(1)}{' '}
        analysts’ hours more.
      </p>
      <div className="side">
        <Figures
          caption="Fraud in money"
          heads={['', 'Champion', 'Candidate']}
          rows={[
            [
              'Known fraud stopped',
              poundsText(stoppedBefore.fraudMinor),
              poundsText(stoppedAfter.fraudMinor),
            ],
            ['Known honest stopped', String(stoppedBefore.honest), String(stoppedAfter.honest)],
            ['Stopped in all', String(stoppedBefore.payments), String(stoppedAfter.payments)],
          ]}
        />
        <Figures
          caption="Flips"
          heads={['From', 'To', 'Payments', 'Amount', 'Known fraud', 'Known honest']}
          rows={report.flips.map((flip) => [
            flip.from,
            flip.to,
            flip.payments,
            poundsText(flip.amountMinor),
            poundsText(flip.fraudMinor),
            flip.honest,
          ])}
        />
        <Figures
          caption="By segment"
          heads={['Segment', 'Decisions', 'Newly stopped', 'Let go']}
          rows={report.bySegment.map((each) => [each.segment, each.decisions, each.extraHolds, each.letGo])}
        />
        <Figures
          caption="Facts that pull differently"
          heads={['Fact', 'Pull on the score']}
          rows={report.shifts.slice(0, 6).map(({ feature, shift }) => [feature, shift.toFixed(4)])}
        />
      </div>
    </>
  );
}
