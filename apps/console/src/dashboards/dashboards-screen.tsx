import { useQuery } from '@tanstack/react-query';
import type { Lane, StatisticsApi } from '../api/statistics-api.js';
import { Figures } from '../shell/figures.js';
import { Page } from '../shell/page.js';
import { Chart } from './chart.js';
import { SecondLookFigures } from './second-look-figures.js';
import { VerdictFigures } from './verdict-figures.js';

const refreshMs = 10_000;
const days = 30;

interface DashboardsScreenProps {
  readonly api: StatisticsApi;
  readonly person: string;
}

/** How the queue is, and what its verdicts say of rules, models and analysts. */
export function DashboardsScreen({ api, person }: DashboardsScreenProps) {
  const queue = useQuery({ queryKey: ['queue'], queryFn: () => api.queue(), refetchInterval: refreshMs });
  const verdicts = useQuery({
    queryKey: ['verdicts'],
    queryFn: () => api.verdicts(days),
    refetchInterval: refreshMs,
  });
  const looks = useQuery({ queryKey: ['second-looks'], queryFn: () => api.secondLooks() });
  const error = queue.error ?? verdicts.error ?? looks.error;
  return (
    <Page title="Paymo dashboards" person={person}>
      <main className="zone" tabIndex={0} aria-label="Dashboards">
        {error !== null && <p role="alert">{error.message}</p>}
        <div className="side">
          {queue.data !== undefined && <QueueFigures lanes={queue.data} />}
          {verdicts.data !== undefined && <VerdictFigures verdicts={verdicts.data} days={days} />}
          {looks.data !== undefined && <SecondLookFigures {...looks.data} />}
        </div>
      </main>
    </Page>
  );
}

const ages = [
  { key: 'hour', name: 'under an hour' },
  { key: 'day', name: 'under a day' },
  { key: 'older', name: 'older' },
] as const;

function QueueFigures({ lanes }: { readonly lanes: readonly Lane[] }) {
  return (
    <section aria-label="Queue">
      <Chart
        name="Open cases by lane and age"
        categories={lanes.map(({ lane }) => lane)}
        series={ages.map(({ key, name }) => ({ name, values: lanes.map((lane) => lane[key]) }))}
      />
      <Figures
        caption="Queue now"
        heads={['Lane', 'Open', 'Overdue', 'Due in a day', 'Put off', '< 1 h', '< 1 d', 'Older']}
        rows={lanes.map((each) => [
          each.lane,
          each.open,
          each.overdue,
          each.due,
          each.snoozed,
          each.hour,
          each.day,
          each.older,
        ])}
      />
    </section>
  );
}
