import { z } from 'zod';
import { employments, otherPlans, purposes, savingsBands } from '../decisions/applicant.js';
import type { DecisionInputs } from '../decisions/decision-engine.js';

const minor = z.int().transform((value) => BigInt(value));

const inputsSchema = z.object({
  application: z.object({
    accountId: z.uuid(),
    amountMinor: minor,
    months: z.int(),
    purpose: z.enum(purposes),
    employmentYears: z.enum(employments),
    savings: z.enum(savingsBands),
    otherPlans: z.enum(otherPlans),
  }),
  facts: z.object({
    history: z.array(z.object({ month: z.string(), inMinor: minor, outMinor: minor, committedMinor: minor })),
    exposureMinor: minor,
    instalmentsMinor: minor,
    openLoans: z.int(),
    chargedOffLoans: z.int(),
    daysPastDue: z.int(),
    applications30d: z.int(),
  }),
  at: z.coerce.date(),
});

const recordSchema = z.object({ inputs: inputsSchema });

/**
 * The inputs of a stored decision.
 *
 * @throws Error when the record is not one of ours
 */
export function recordedInputs(record: string): DecisionInputs {
  return recordSchema.parse(JSON.parse(record)).inputs;
}
