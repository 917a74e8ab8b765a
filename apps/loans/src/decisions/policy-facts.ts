import { compileRule, RuleSet, Vocabulary } from '@paymo/rules';
import type { IncomeFacts } from '../history/account-history.js';
import type { Affordability } from './affordability.js';
import type { CustomerFacts } from './applicant.js';
import type { CreditPolicy } from './credit-policy.js';

interface PolicyFact {
  readonly name: string;
  readonly of: (facts: CustomerFacts, income: IncomeFacts, affordability: Affordability) => bigint | number;
}

/** What rules of the credit policy may ask as `features.<name>`; amounts in minor units. */
const policyFacts: readonly PolicyFact[] = [
  { name: 'months_of_history', of: (_, { monthsOfHistory }) => monthsOfHistory },
  { name: 'income', of: (_, { incomeMinor }) => incomeMinor },
  { name: 'committed_spending', of: (_, { committedMinor }) => committedMinor },
  { name: 'monthly_surplus', of: (_, { netMinor }) => netMinor },
  { name: 'affordable_instalment', of: (_, __, { instalmentMinorMax }) => instalmentMinorMax },
  { name: 'exposure', of: ({ exposureMinor }) => exposureMinor },
  { name: 'open_loans', of: ({ openLoans }) => openLoans },
  { name: 'charged_off_loans', of: ({ chargedOffLoans }) => chargedOffLoans },
  { name: 'days_past_due', of: ({ daysPastDue }) => daysPastDue },
  { name: 'applications_30d', of: ({ applications30d }) => applications30d },
];

export function factsVector(
  facts: CustomerFacts,
  income: IncomeFacts,
  affordability: Affordability,
): number[] {
  return policyFacts.map(({ of }) => Number(of(facts, income, affordability)));
}

/** @throws Error naming the rule whose expression is wrong, and how */
export function compileCreditRules({ rules }: CreditPolicy): RuleSet {
  const vocabulary = new Vocabulary(policyFacts.map(({ name }) => name));
  const compiled = rules.map((definition) => {
    const result = compileRule(definition, vocabulary);
    if (result.ok) return result.rule;
    throw new Error(`rule ${definition.id}: ${result.faults.map(({ message }) => message).join('; ')}`);
  });
  return new RuleSet(compiled, vocabulary);
}
