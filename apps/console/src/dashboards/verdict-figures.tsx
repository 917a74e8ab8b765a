import type { Precision, Verdicts } from '../api/statistics-api.js';
import { Figures } from '../shell/figures.js';
import { shareText } from '../shell/texts.js';
import { agreementRow } from './agreement-row.js';
import { Chart } from './chart.js';

interface VerdictFiguresProps {
  readonly verdicts: Verdicts;
  readonly days: number;
}

const endings = ['released', 'rejected', 'expired', 'cancelled'] as const;

/** Verdicts by day, precision by what brought cases about, agreement with the model, and time per case. */
export function VerdictFigures({ verdicts, days }: VerdictFiguresProps) {
  const { byDay, precision, agreement, times } = verdicts;
  return (
    <>
      <section aria-label="Verdicts">
        <Chart
          name={`How cases ended in the last ${days} days`}
          categories={byDay.map(({ day }) => day)}
          series={endings.map((name) => ({ name, values: byDay.map((each) => each[name]) }))}
        />
        <Figures
          caption="Verdicts by day"
          heads={['Day', 'Released', 'Rejected', 'Expired', 'Cancelled']}
          rows={byDay.map((each) => [each.day, each.released, each.rejected, each.expired, each.cancelled])}
        />
      </section>
      <section aria-label="Agreement">
        <Figures
          caption="Agreement of analysts with the model"
          heads={['Cases of', 'Both fraud', 'Model alone', 'Analyst alone', 'Both honest', 'κ']}
          rows={[
            agreementRow('all', agreement.all),
            ...Object.entries(agreement.byAnalyst).map(([name, each]) => agreementRow(name, each)),
            ...Object.entries(agreement.byDisplay).map(([name, each]) => agreementRow(`score ${name}`, each)),
          ]}
        />
        <p className="quiet">
          The model says fraud from a score of 0.5. κ is 1 for full agreement and 0 for what chance brings
          about; a κ that is higher with the score shown is a sign of anchoring.
        </p>
      </section>
      <TimeFigures times={times} />
      <section aria-label="Precision">
        <PrecisionTable caption="Precision by model version" rows={precision.model} />
        <PrecisionTable caption="Precision by rule" rows={precision.rule} />
        <PrecisionTable caption="Precision by strongest reason" rows={precision.reason} />
      </section>
    </>
  );
}

function TimeFigures({ times }: Pick<Verdicts, 'times'>) {
  return (
    <section aria-label="Time">
      <Figures
        caption="Time per case"
        heads={['Analyst', 'Cases', 'Median, s', '90 % within, s']}
        rows={times.map(({ analyst, cases, medianMs, p90Ms }) => [
          analyst ?? 'all',
          cases,
          Math.round(medianMs / 1000),
          Math.round(p90Ms / 1000),
        ])}
      />
    </section>
  );
}

function PrecisionTable({
  caption,
  rows,
}: {
  readonly caption: string;
  readonly rows: readonly Precision[];
}) {
  return (
    <Figures
      caption={caption}
      heads={['Name', 'Judged', 'Rejected', 'Precision', '95 % interval']}
      rows={rows.map(({ name, judged, rejected, low, high }) => [
        name,
        judged,
        rejected,
        shareText(rejected / judged),
        `${shareText(low)} to ${shareText(high)}`,
      ])}
    />
  );
}
