import type { CivilDate } from '@paymo/lending';
import type { Statement, Transaction } from '@paymo/platform';

const insertApplicants: Statement = {
  name: 'insert_protected_applicants',
  text: `
    INSERT INTO loans_protected.applicants (application_id, age_band) SELECT * FROM unnest($1::uuid[], $2::text[])`,
};

const bands = [
  { from: 65, name: '65+' },
  { from: 50, name: '50-64' },
  { from: 35, name: '35-49' },
  { from: 25, name: '25-34' },
  { from: 18, name: '18-24' },
] as const;

/** Keeps what only the fairness report may read: this service itself cannot. */
export function storeProtected(
  transaction: Transaction,
  applicants: readonly { readonly id: string; readonly birthDate: CivilDate; readonly on: CivilDate }[],
): void {
  transaction.write(insertApplicants, [
    applicants.map(({ id }) => id),
    applicants.map(({ birthDate, on }) => ageBand(birthDate, on)),
  ]);
}

/** The band of an adult's age in whole years. */
export function ageBand(birthDate: CivilDate, on: CivilDate): string {
  const hadBirthday = on.slice(5) >= birthDate.slice(5);
  const age = Number(on.slice(0, 4)) - Number(birthDate.slice(0, 4)) - (hadBirthday ? 0 : 1);
  const band = bands.find(({ from }) => age >= from);
  if (band === undefined) throw new Error('only adults apply');
  return band.name;
}
