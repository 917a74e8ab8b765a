import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { currencySchema } from '@paymo/contracts';
import { Exact } from '@paymo/lending';
import { ruleDefinitionSchema } from '@paymo/rules';

const amountMinor = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const probability = z.number().min(0).max(1);
const decimal = z.string().regex(/^\d+(\.\d+)?$/, 'must be a decimal in quotes, such as "0.149"');

const bandSchema = z.strictObject({
  name: z.string().min(1),
  /** The highest probability of default of the band. */
  defaultMax: probability,
  /** Nominal, as a fraction of 1 a year. */
  annualRate: decimal,
});

/** Everything about decisions and offers that is a choice of the bank. The cap on prices is none: see libs/lending. */
export const creditPolicySchema = z.strictObject({
  version: z.string().regex(/^[\w.-]+$/),
  product: z.strictObject({
    name: z.string().min(1),
    currency: currencySchema,
    amountMinorMin: amountMinor,
    amountMinorMax: amountMinor,
    monthsMin: z.int().min(1),
    monthsMax: z.int().min(1).max(120),
  }),
  offerDays: z.int().min(1),
  /** The same application under another key within so many minutes is a slip of the finger. */
  sameApplicationMinutes: z.int().min(0),
  /** What a customer may owe and be offered in all. */
  exposureMinorMax: amountMinor,
  /** From the safest; a probability above the last is referred or declined. */
  bands: z.array(bandSchema).min(1),
  /** Above it applications are declined, up to it a person looks at them. */
  referDefaultMax: probability,
  affordability: z.strictObject({
    /** Complete months of income that must be seen. */
    historyMonths: z.int().min(1).max(12),
    /** What committed spending is multiplied with. */
    stress: decimal,
    /** Share of income that must be left after everything. */
    bufferShare: decimal,
  }),
  review: z.strictObject({
    /** Until when a person must have looked. */
    dueHours: z.int().min(1),
  }),
  /** CEL over `features.<fact>`, `amount` in minor units and `score`; `hold` refers to a person. */
  rules: z.array(ruleDefinitionSchema).max(100),
});
type CreditPolicyDocument = z.infer<typeof creditPolicySchema>;

interface Band {
  readonly name: string;
  /** The highest probability of default of the band. */
  readonly defaultMax: number;
  /** Nominal, as a fraction of 1 a year. */
  readonly annualRate: Exact;
}

/** A policy with its decimals, and the document that it was read from. */
export interface CreditPolicy extends Omit<CreditPolicyDocument, 'bands' | 'affordability'> {
  readonly bands: readonly Band[];
  readonly affordability: {
    readonly historyMonths: number;
    readonly stress: Exact;
    readonly bufferShare: Exact;
  };
  readonly document: CreditPolicyDocument;
}

/** @throws Error naming the field that is wrong */
export async function loadCreditPolicy(path: string): Promise<CreditPolicy> {
  const text = await readFile(path, 'utf8');
  try {
    return parseCreditPolicy(JSON.parse(text));
  } catch (error) {
    throw new Error(`${path}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** @throws Error naming the field that is wrong */
export function parseCreditPolicy(given: unknown): CreditPolicy {
  const parsed = creditPolicySchema.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is wrong'}`);
  }
  const document = parsed.data;
  const { historyMonths, stress, bufferShare } = document.affordability;
  return {
    ...document,
    bands: document.bands.map((band) => ({ ...band, annualRate: new Exact(band.annualRate) })),
    affordability: { historyMonths, stress: new Exact(stress), bufferShare: new Exact(bufferShare) },
    document,
  };
}
