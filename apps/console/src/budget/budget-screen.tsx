import { useMutation } from '@tanstack/react-query';
import type { BudgetApi, BudgetQuestion } from '../api/budget-api.js';
import type { StatisticsApi } from '../api/statistics-api.js';
import { Page } from '../shell/page.js';
import { BudgetForm } from './budget-form.js';
import { BudgetReport } from './budget-report.js';
import { Policies } from './policies.js';
import { StaffingSection } from './staffing-section.js';

interface BudgetScreenProps {
  readonly api: BudgetApi;
  readonly statistics: StatisticsApi;
  readonly person: string;
}

/** How many payments people can look at, what that catches and misses, and the policy that keeps to it. */
export function BudgetScreen({ api, statistics, person }: BudgetScreenProps) {
  const finding = useMutation({ mutationFn: (question: BudgetQuestion) => api.find(question) });
  return (
    <Page title="Paymo alert budget" person={person}>
      <main className="zone" tabIndex={0} aria-label="Alert budget">
        <BudgetForm isBusy={finding.isPending} onAsk={finding.mutate} />
        {finding.error !== null && <p role="alert">{finding.error.message}</p>}
        {finding.isSuccess && <BudgetReport api={api} budget={finding.data} question={finding.variables} />}
        <StaffingSection api={statistics} />
        <Policies api={api} person={person} />
      </main>
    </Page>
  );
}
