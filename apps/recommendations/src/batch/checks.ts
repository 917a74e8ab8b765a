/** What a generation was measured to be, beside the one that is read now. */
export interface Measures {
  readonly customersWanted: number;
  readonly customersReached: number;
  readonly rowsNow: number;
  readonly rowsBefore: number;
  /** Rows that the facts of now forbid. */
  readonly rowsUnlawful: number;
  /** Half the sum of how far each item's share of the rows moved: 0 nowhere, 1 nothing in common. */
  readonly shift: number;
}

export interface Check {
  readonly name: 'coverage' | 'eligibility' | 'rows' | 'growth' | 'drift';
  readonly value: number;
  /** The least, or for eligibility, growth and drift the most, that is published. */
  readonly limit: number;
  readonly isMet: boolean;
}

const coverageMin = 0.95;
const rowsToBeforeMin = 0.5;
const growthMax = 20;
const shiftMax = 0.6;

/** A generation is published only when every check is met. */
export function checksOf(measures: Measures): Check[] {
  const { customersWanted, customersReached, rowsNow, rowsBefore, rowsUnlawful, shift } = measures;
  const isFirst = rowsBefore === 0;
  const coverage = customersWanted === 0 ? 0 : customersReached / customersWanted;
  const toBefore = isFirst ? 1 : rowsNow / rowsBefore;
  return [
    { name: 'coverage', value: coverage, limit: coverageMin, isMet: coverage >= coverageMin },
    { name: 'eligibility', value: rowsUnlawful, limit: 0, isMet: rowsUnlawful === 0 },
    {
      name: 'rows',
      value: toBefore,
      limit: rowsToBeforeMin,
      isMet: rowsNow > 0 && toBefore >= rowsToBeforeMin,
    },
    { name: 'growth', value: toBefore, limit: growthMax, isMet: toBefore <= growthMax },
    { name: 'drift', value: isFirst ? 0 : shift, limit: shiftMax, isMet: isFirst || shift <= shiftMax },
  ];
}
