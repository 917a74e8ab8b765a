import { z } from 'zod';

/** The lowest approval rate of a group, as a share of the highest, below which a model may not decide. */
const ratioMin = 0.8;
/** The training allows for the rounding of a quotient of decimals. */
const rounding = 1e-9;

const reportSchema = z.object({
  columns: z
    .record(z.string(), z.object({ approvalRateRatio: z.number().min(0).nullable() }))
    .refine((columns) => Object.keys(columns).length > 0, 'must name a column'),
});

/** What a fairness report says of a model: whether it may decide, and the ratio of each column that it compares. */
export interface FairnessGate {
  readonly passed: boolean;
  readonly ratios: Readonly<Record<string, number | null>>;
}

/**
 * Judges a fairness report by its figures; what it says of itself counts for nothing. A ratio is null when a column has
 * one group that is large enough: somewhere in the report two must have been compared.
 *
 * @throws Error when it is no fairness report
 */
export function fairnessGate(text: string): FairnessGate {
  const { columns } = reportSchema.parse(JSON.parse(text));
  const ratios = Object.fromEntries(
    Object.entries(columns).map(([name, { approvalRateRatio }]) => [name, approvalRateRatio]),
  );
  const compared = Object.values(ratios).filter((ratio) => ratio !== null);
  return { passed: compared.length > 0 && compared.every((ratio) => ratio >= ratioMin - rounding), ratios };
}
