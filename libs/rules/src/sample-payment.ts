import type { PaymentContext } from './payment-context.js';
import { type Rule, compileRule } from './rule-set.js';
import { type RuleDefinition, ruleDefinitionSchema } from './rule-definition.js';
import { ValueLists } from './value-lists.js';
import { Vocabulary } from './vocabulary.js';

/** Words of the specs' rules: two features, and a list with an entry that expires at 1,000 ms. */
export const sampleVocabulary = new Vocabulary(
  ['balance_share', 'payer_paid_count_1h'],
  new ValueLists(
    new Map([
      [
        'mules',
        new Map([
          ['payee-1', null],
          ['10.0.0.1', 1000],
        ]),
      ],
    ]),
  ),
);

export function samplePayment(change: Partial<PaymentContext> = {}): PaymentContext {
  return {
    amount: 100_000,
    currency: 'GBP',
    type: 'transfer',
    payer: { id: 'payer-1', kind: 'customer', balance: 120_000 },
    payee: { id: 'payee-1', kind: 'customer', balance: 0 },
    device: null,
    address: '10.0.0.1',
    vector: [0.5, 5],
    score: 0.3,
    atMs: 0,
    ...change,
  };
}

export function sampleRule(expression: string, change: Partial<RuleDefinition> = {}): Rule {
  const definition = ruleDefinitionSchema.parse({
    id: 'some-rule',
    expression,
    outcome: 'hold',
    reason: 'some_reason',
    sentence: 'Something is odd.',
    ...change,
  });
  const compiled = compileRule(definition, sampleVocabulary, 3);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults));
  return compiled.rule;
}
