import { useQuery } from '@tanstack/react-query';
import type { LoansApi, Portfolio } from '../api/loans-api.js';
import { moneyText, wordsOf } from '../review/format.js';

const refreshMs = 15_000;
/** Lending has one product, in one currency. */
const currency = 'GBP';

/** All loans together: decisions, arrears, vintages and expected loss. */
export function PortfolioPage({ api }: { readonly api: LoansApi }) {
  const { data, error } = useQuery({
    queryKey: ['portfolio'],
    queryFn: () => api.portfolio(),
    refetchInterval: refreshMs,
  });
  if (error !== null) return <p role="alert">{error.message}</p>;
  if (data === undefined) return <p>Looking …</p>;
  const { approvalRate } = data;
  return (
    <main className="zone loans-portfolio">
      <p data-testid="approval-rate">
        {approvalRate === null
          ? 'No applications yet'
          : `${shareText(approvalRate)} of applications have an offer`}
      </p>
      <Figures caption="Decisions" {...decisionsOf(data)} />
      <Figures caption="Loans and arrears" {...loansOf(data)} />
      <Figures caption="Vintages" {...vintagesOf(data)} />
    </main>
  );
}

interface Rows {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

function Figures({ caption, heads, rows }: Rows & { readonly caption: string }) {
  return (
    <table>
      <caption>{caption}</caption>
      <thead>
        <tr>
          {heads.map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.join(' ')}>
            {row.map((text, index) => (
              <td key={heads[index]}>{text}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function decisionsOf({ decisions }: Portfolio): Rows {
  return {
    heads: ['Outcome', 'Applications', 'Mean probability of default'],
    rows: decisions.map((each) => [
      wordsOf(each.outcome),
      String(each.decisions),
      shareText(each.meanProbability),
    ]),
  };
}

function loansOf({ loans }: Portfolio): Rows {
  return {
    heads: ['State', 'Days past due', 'Loans', 'Lent', 'Owed'],
    rows: loans.map((each) => [
      wordsOf(each.status),
      each.bucket,
      String(each.loans),
      moneyOf(each.principalMinor),
      moneyOf(each.owedMinor),
    ]),
  };
}

function vintagesOf({ vintages }: Portfolio): Rows {
  return {
    heads: ['Drawn in', 'Loans', 'Late by 30 days or more', 'Charged off', 'Expected loss'],
    rows: vintages.map((each) => [
      each.month,
      String(each.loans),
      shareText(each.late30 / each.loans),
      shareText(each.chargedOff / each.loans),
      moneyOf(each.expectedLossMinor),
    ]),
  };
}

function moneyOf(value: number): string {
  return moneyText({ value, currency });
}

function shareText(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
