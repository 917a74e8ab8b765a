import { Button, NumberInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Rule, RuleReport, RulesApi } from '../api/rules-api.js';
import { Figures } from '../shell/figures.js';
import { poundsText } from '../shell/texts.js';

const refreshMs = 5000;
/** In less time a rate says nothing. */
const daysMin = 0.25;

interface RuleReportsProps {
  readonly api: RulesApi;
  readonly rule: Rule;
}

/** What the newest version would have done, beside what the version in shadow or live does: the same figures. */
export function RuleReports({ api, rule: { id, versions } }: RuleReportsProps) {
  const [days, setDays] = useState<number | string>(30);
  const testing = useMutation({ mutationFn: () => api.backtest(id, Number(days)) });
  const states = versions.map(({ status }) => status);
  const { data: shadow = null, error } = useQuery({
    queryKey: ['rule-report', id, states],
    queryFn: () => api.shadowReport(id),
    refetchInterval: refreshMs,
    enabled: states.includes('shadow') || states.includes('live'),
  });
  const backtest = testing.data ?? null;
  const fault = testing.error ?? error;
  return (
    <section aria-label="Reports">
      <div className="fields">
        <NumberInput label="Days" w={110} min={1} max={400} value={days} onChange={setDays} />
        <Button
          variant="default"
          loading={testing.isPending}
          onClick={() => {
            testing.mutate();
          }}
        >
          Backtest
        </Button>
      </div>
      {fault !== null && <p role="alert">{fault.message}</p>}
      {(backtest !== null || shadow !== null) && (
        <>
          <Figures
            caption="What it does"
            heads={['', titleOf('Backtest', backtest), titleOf('Since shadow', shadow)]}
            rows={figuresOf(backtest).map(([name, value], index) => [
              name,
              value,
              figuresOf(shadow)[index]?.[1] ?? '',
            ])}
          />
          <div className="side">
            <Changed caption="Changed in the backtest" report={backtest} />
            <Changed caption="Changed since shadow" report={shadow} />
          </div>
        </>
      )}
    </section>
  );
}

function titleOf(name: string, report: RuleReport | null): string {
  return report === null ? `${name}: none yet` : `${name}, version ${report.version}`;
}

function figuresOf(report: RuleReport | null): [name: string, value: string][] {
  const say = (words: (found: RuleReport) => string): string => (report === null ? '–' : words(report));
  return [
    ['Decisions', say(({ payments, days }) => `${payments} in ${days.toFixed(1)} days`)],
    ['Fires', say(({ fires }) => String(fires))],
    [
      'Alerts a day',
      say(({ days, firesADay }) => (days < daysMin ? 'too early to say' : firesADay.toFixed(1))),
    ],
    ['Known fraud caught', say(({ caught }) => `${caught.count}, worth ${poundsText(caught.amountMinor)}`)],
    [
      'of it approved before',
      say(({ newlyCaught }) => `${newlyCaught.count}, worth ${poundsText(newlyCaught.amountMinor)}`),
    ],
    ['False alerts', say(({ falseAlerts }) => String(falseAlerts))],
    ['Fires of which nobody knows', say(({ unlabelled }) => String(unlabelled))],
    ['Changed decisions', say(({ changedCount }) => String(changedCount))],
    [
      'Errors',
      say(({ errors, firstError }) => (firstError === null ? String(errors) : `${errors}: ${firstError}`)),
    ],
    ['Left out, of another catalogue', say(({ skipped }) => String(skipped))],
  ];
}

function Changed({ caption, report }: { readonly caption: string; readonly report: RuleReport | null }) {
  if (report === null) return null;
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={caption}>
      <Figures
        caption={caption}
        heads={['Payment', 'From', 'To']}
        rows={report.changed.map(({ paymentId, from, to }) => [paymentId, from, to])}
      />
    </div>
  );
}
