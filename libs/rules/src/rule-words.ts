import { accountKinds, paymentTypes } from '@paymo/contracts';
import { functions, methods, writtenOperators } from './expression-faults.js';

/** A word that expressions may use, for people who write rules. */
export interface RuleWord {
  /** As it is written. */
  readonly name: string;
  readonly type: 'number' | 'text' | 'text or null' | 'yes or no' | 'operator';
  readonly meaning: string;
}

const partyWords = (party: 'payer' | 'payee'): RuleWord[] => [
  { name: `${party}.id`, type: 'text', meaning: `account of the ${party}, a bare UUID` },
  { name: `${party}.kind`, type: 'text', meaning: accountKinds.join(' or ') },
  { name: `${party}.balance`, type: 'number', meaning: 'before the payment, in minor units' },
];

/** The facts of a payment, and what can be done with them; features and lists come on top. */
export const ruleWords: readonly RuleWord[] = [
  { name: 'amount', type: 'number', meaning: 'minor units, such as pence' },
  { name: 'currency', type: 'text', meaning: 'such as GBP' },
  { name: 'type', type: 'text', meaning: paymentTypes.join(', ') },
  ...partyWords('payer'),
  ...partyWords('payee'),
  { name: 'device', type: 'text or null', meaning: 'id of the device' },
  { name: 'address', type: 'text or null', meaning: 'IP address' },
  { name: 'score', type: 'number', meaning: 'probability of fraud, 0 to 1; an error without a model' },
  ...functions.map((name): RuleWord => ({
    name: `${name}('`,
    type: 'yes or no',
    meaning: 'whether a value is on a list now, such as payee.id',
  })),
  ...methods.map((name): RuleWord => ({ name: `.${name}(`, type: 'yes or no', meaning: 'asks a text' })),
  ...writtenOperators.map((name): RuleWord => ({ name, type: 'operator', meaning: '' })),
];
