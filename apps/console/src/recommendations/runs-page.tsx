import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { BatchRun, RecommendationsApi } from '../api/recommendations-api.js';
import { ConfirmButton } from '../shell/confirm-button.js';
import { Figures } from '../shell/figures.js';

const refreshMs = 5000;
const queryKey = ['recommendation-runs'];

interface RunsPageProps {
  readonly api: RecommendationsApi;
  readonly canManage: boolean;
}

/** The last runs with their checks, and the way back to the generation before. */
export function RunsPage({ api, canManage }: RunsPageProps) {
  const client = useQueryClient();
  const { data, error } = useQuery({ queryKey, queryFn: () => api.runs(), refetchInterval: refreshMs });
  const rollback = useMutation({
    mutationFn: () => api.rollback(),
    onSettled: () => client.invalidateQueries({ queryKey }),
  });
  if (error !== null) return <p role="alert">{error.message}</p>;
  if (data === undefined) return <p>Looking …</p>;
  const current = data.find(({ isCurrent }) => isCurrent);
  return (
    <main className="zone" tabIndex={0} aria-label="Runs">
      <p data-testid="current">
        {current === undefined
          ? 'No generation is read yet.'
          : `Generation ${current.generation} is read, as of ${timeText(current.asOf)}.`}
      </p>
      {canManage && current !== undefined && (
        <ConfirmButton
          name="Roll back"
          question={`Read the generation before ${current.generation} from now on?`}
          isBusy={rollback.isPending}
          onConfirm={() => {
            rollback.mutate();
          }}
        />
      )}
      {rollback.error !== null && <p role="alert">{rollback.error.message}</p>}
      <Figures
        caption="Last runs"
        heads={['Generation', 'State', 'As of', 'Finished', 'Shards', 'Lists before', 'Checks']}
        rows={data.map((run) => [
          run.generation,
          run.isCurrent ? `${run.status}, is read` : run.status,
          timeText(run.asOf),
          run.finishedAt === null ? '–' : timeText(run.finishedAt),
          `${run.shardsDone} of ${run.shards}`,
          qualityText(run),
          checksText(run),
        ])}
      />
    </main>
  );
}

function checksText({ checks, failure }: BatchRun): string {
  if (failure !== null) return failure;
  return checks
    .map(({ name, value, limit, isMet }) => {
      const figures = `${rounded(value)}, limit ${rounded(limit)}`;
      return `${name} ${isMet ? 'met' : 'NOT MET'} (${figures})`;
    })
    .join('; ');
}

/** How the lists that were read before this run did on what customers chose since. */
function qualityText({ quality }: BatchRun): string {
  if (quality === null) return '–';
  const { customers, ndcg, popularityNdcg, sarNdcg } = quality;
  const sar = sarNdcg === undefined ? '' : `, SAR ${rounded(sarNdcg)}`;
  return `nDCG ${rounded(ndcg)}, popularity ${rounded(popularityNdcg)}${sar} (${customers} customers)`;
}

function rounded(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}

function timeText(time: string): string {
  return new Date(time).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
}
