import { type Exact, exactOf, toMinor } from '@paymo/lending';
import type { IncomeFacts } from '../history/account-history.js';
import type { CustomerFacts } from './applicant.js';
import type { CreditPolicy } from './credit-policy.js';

export interface Affordability {
  readonly incomeMinor: bigint;
  /** Committed spending under stress. */
  readonly stressedMinor: bigint;
  readonly instalmentsMinor: bigint;
  readonly bufferMinor: bigint;
  /** What a new instalment may be at most; below zero when nothing is left. */
  readonly instalmentMinorMax: bigint;
}

/** What a customer can pay a month: income less stressed spending, instalments of other loans and a buffer. */
export function affordabilityOf(
  income: IncomeFacts,
  { instalmentsMinor }: Pick<CustomerFacts, 'instalmentsMinor'>,
  { stress, bufferShare }: CreditPolicy['affordability'],
): Affordability {
  const { incomeMinor } = income;
  const stressedMinor = share(income.committedMinor, stress);
  const bufferMinor = share(incomeMinor, bufferShare);
  return {
    incomeMinor,
    stressedMinor,
    instalmentsMinor,
    bufferMinor,
    instalmentMinorMax: incomeMinor - stressedMinor - instalmentsMinor - bufferMinor,
  };
}

function share(amountMinor: bigint, factor: Exact): bigint {
  return toMinor(exactOf(amountMinor).times(factor), 'up');
}
