import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Budget, BudgetApi, BudgetQuestion, CaughtAndMissed, Estimate } from '../api/budget-api.js';
import { Figures } from '../shell/figures.js';
import { poundsText } from '../shell/texts.js';
import { limitsText, scoreText } from './limits-text.js';

interface BudgetReportProps {
  readonly api: BudgetApi;
  readonly budget: Budget;
  readonly question: BudgetQuestion;
}

/** What the threshold of a budget catches and misses, in all and by segment, and the policy that comes of it. */
export function BudgetReport({ api, budget, question }: BudgetReportProps) {
  const { threshold, days, proposal } = budget;
  return (
    <section aria-label="What the budget allows">
      <p data-testid="threshold">
        {threshold === null
          ? `No threshold keeps to ${question.perDay} reviews a day: even the highest rank has more.`
          : `From ${rankText(threshold, question.rankBy)}: ${budget.alertsADay.toFixed(1)} reviews a day over ${days} days.`}
      </p>
      <Figures
        caption="Caught and missed, with 95 % intervals"
        heads={[
          'Segment',
          'Reviews a day',
          'Fraud caught',
          'Worth',
          'Fraud missed',
          'Worth ',
          'False alerts',
          'Not known',
        ]}
        rows={[
          rowOf('all', budget),
          ...Object.entries(budget.bySegment).map(([name, each]) => rowOf(name, each)),
        ]}
      />
      <p className="quiet">
        Of frauds that are known. The intervals do not include the doubt about the threshold itself.
      </p>
      {proposal !== null && <Proposal api={api} proposal={proposal} />}
    </section>
  );
}

interface ProposalProps {
  readonly api: BudgetApi;
  readonly proposal: NonNullable<Budget['proposal']>;
}

function Proposal({ api, proposal }: ProposalProps) {
  const client = useQueryClient();
  const proposing = useMutation({
    mutationFn: () => api.propose(proposal),
    onSuccess: () => client.invalidateQueries({ queryKey: ['policies'] }),
  });
  const names = proposal.segments.map(({ name }) => name);
  return (
    <>
      <p>
        The policy {limitsText(proposal.limits)}.
        {names.length > 0 &&
          ` The segments ${names.join(', ')} keep limits of their own, which the figures above leave out.`}
      </p>
      <Button
        loading={proposing.isPending}
        disabled={proposing.isSuccess}
        onClick={() => {
          proposing.mutate();
        }}
      >
        Propose this policy
      </Button>
      {proposing.error !== null && <p role="alert">{proposing.error.message}</p>}
    </>
  );
}

function rankText(threshold: number, rankBy: BudgetQuestion['rankBy']): string {
  return rankBy === 'score'
    ? `a score of ${scoreText(threshold)}`
    : `an expected loss of ${poundsText(Math.round(threshold))}`;
}

function rowOf(name: string, each: CaughtAndMissed): (string | number)[] {
  return [
    name,
    each.alertsADay.toFixed(1),
    each.caughtCount,
    estimateText(each.caughtMinor),
    each.missedCount,
    estimateText(each.missedMinor),
    each.falseAlerts,
    each.unlabelledAlerts,
  ];
}

function estimateText({ value, low, high }: Estimate): string {
  return `${poundsText(value)} (${poundsText(low)} to ${poundsText(high)})`;
}
