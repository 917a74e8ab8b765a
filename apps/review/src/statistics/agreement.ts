import { type Agreement, cohensKappa } from './cohens-kappa.js';

/** How far two judges agree on some cases. */
export interface AgreementView extends Agreement {
  readonly kappa: number | null;
}

/** How many cases both judged in one way. */
interface CountedAlike {
  readonly first_says: boolean;
  readonly second_says: boolean;
  readonly cases: number;
}

export function agreementOf(rows: readonly CountedAlike[]): AgreementView {
  const count = (first: boolean, second: boolean): number =>
    rows
      .filter((row) => row.first_says === first && row.second_says === second)
      .reduce((sum, { cases }) => sum + cases, 0);
  const agreement = {
    bothFraud: count(true, true),
    firstOnly: count(true, false),
    secondOnly: count(false, true),
    bothHonest: count(false, false),
  };
  return { ...agreement, kappa: cohensKappa(agreement) };
}

export function agreementBy<Row extends CountedAlike>(
  rows: readonly Row[],
  nameOf: (row: Row) => string,
): Record<string, AgreementView> {
  const names = [...new Set(rows.map(nameOf))];
  return Object.fromEntries(
    names.map((name) => [name, agreementOf(rows.filter((row) => nameOf(row) === name))]),
  );
}
