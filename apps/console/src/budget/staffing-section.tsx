import { Button, NumberInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Staffing, StatisticsApi } from '../api/statistics-api.js';
import { Figures } from '../shell/figures.js';
import { shareText } from '../shell/texts.js';

const minuteMs = 60_000;

/** How long the queue gets and how many deadlines are met with so many analysts: a simulation. */
export function StaffingSection({ api }: { readonly api: StatisticsApi }) {
  const [analysts, setAnalysts] = useState<number | string>(3);
  const [casesADay, setCasesADay] = useState<number | string>(200);
  const simulating = useMutation({ mutationFn: () => api.staffing(Number(analysts), Number(casesADay)) });
  return (
    <section aria-label="Staffing">
      <h2>Staffing</h2>
      <form
        className="fields"
        onSubmit={(event) => {
          event.preventDefault();
          simulating.mutate();
        }}
      >
        <NumberInput label="Analysts" w={110} min={1} max={100} value={analysts} onChange={setAnalysts} />
        <NumberInput label="Cases a day" w={130} min={1} value={casesADay} onChange={setCasesADay} />
        <Button type="submit" variant="default" loading={simulating.isPending}>
          Simulate
        </Button>
      </form>
      {simulating.error !== null && <p role="alert">{simulating.error.message}</p>}
      {simulating.data !== undefined && <Forecast staffing={simulating.data} />}
    </section>
  );
}

function Forecast({ staffing }: { readonly staffing: Staffing }) {
  const { weeks, casesADay, measured, handlingMeanMs, scenarios } = staffing;
  const minutes = (ms: number | null): string => (ms === null ? '–' : String(Math.round(ms / minuteMs)));
  return (
    <>
      <Figures
        caption="The queue with so many analysts"
        heads={[
          'Analysts',
          'Deadlines met',
          'Waiting, mean',
          'at most',
          'Wait, min',
          '90 % within',
          'At work',
        ]}
        rows={scenarios.map((each) => [
          each.analysts,
          each.shareInTime === null ? '–' : shareText(each.shareInTime),
          each.waitingMean.toFixed(1),
          each.waitingMax,
          minutes(each.waitMedianMs),
          minutes(each.waitP90Ms),
          shareText(each.utilisation),
        ])}
      />
      <p className="quiet">
        {weeks} simulated weeks of {casesADay.toFixed(0)} cases a day, spread over the week as they came of
        late; analysts work from 8 to 18 UTC, Monday to Friday. A case takes{' '}
        {(handlingMeanMs / minuteMs).toFixed(1)} minutes on average,{' '}
        {measured < 20 ? 'as nobody has measured enough yet.' : `by ${measured} measured verdicts.`}
      </p>
    </>
  );
}
