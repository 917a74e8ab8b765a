import { useQuery } from '@tanstack/react-query';
import type { RecommendationsApi, UptakeReport } from '../api/recommendations-api.js';
import { Figures } from '../shell/figures.js';

/** What was shown in the last 30 days, what became of it, and what other rankings would have earned. */
export function UptakePage({ api }: { readonly api: RecommendationsApi }) {
  const { data, error } = useQuery({ queryKey: ['recommendation-report'], queryFn: () => api.report() });
  if (error !== null) return <p role="alert">{error.message}</p>;
  if (data === undefined) return <p>Looking …</p>;
  return (
    <main className="zone" tabIndex={0} aria-label="Quality and uptake">
      <Figures
        caption="What customers did in 30 days, by source"
        heads={['Source', 'Shown', 'Opened', 'Taken', 'Dismissed']}
        rows={data.uptake.map(({ source, shown, opened, taken, dismissed }) => [
          source,
          shown,
          partText(opened, shown),
          partText(taken, shown),
          partText(dismissed, shown),
        ])}
      />
      <Figures
        caption="What another first place would have earned"
        heads={['First place', 'Opened or taken, 95 %', 'Choices it rests on']}
        rows={data.policies.map(({ policy, value, standardError, effectiveChoices }) => [
          policy,
          `${percent(value)} ± ${percent(1.96 * standardError)}`,
          effectiveChoices.toFixed(0),
        ])}
      />
      <p data-testid="arms">{armsText(data)}</p>
    </main>
  );
}

function armsText({ arms }: UptakeReport): string {
  const { explored, ranked, share, isSampleRatioBroken, sampleRatioP } = arms;
  const verdict = isSampleRatioBroken
    ? 'Something besides chance decides who is counted: do not trust the estimates.'
    : 'As chance would have it.';
  return `${explored} customers explore and ${ranked} do not, at a share of ${percent(share)} (p = ${sampleRatioP.toPrecision(3)}). ${verdict}`;
}

function partText(part: number, whole: number): string {
  return whole === 0 ? '–' : `${part} (${percent(part / whole)})`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
