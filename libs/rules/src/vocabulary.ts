import { Environment } from '@marcbachmann/cel-js';
import type { PartyContext, PaymentContext } from './payment-context.js';
import { ValueLists } from './value-lists.js';

/** Names of a payment's facts in expressions. */
export const variableNames = [
  'amount',
  'currency',
  'type',
  'payer',
  'payee',
  'device',
  'address',
  'features',
  'score',
] as const;

export const partyFields = ['id', 'kind', 'balance'] as const;

/** The form in which CEL reads a payment; made once a payment for all rules. */
export type Variables = Readonly<Record<string, unknown>>;

/**
 * The words of rules: a payment's facts, the features of the catalogue, and lists.
 *
 * Lists belong to it because CEL's functions see their arguments only. The time that entries expire against is set
 * with each payment; evaluation is synchronous, so no payment sees another's.
 */
export class Vocabulary {
  readonly environment: Environment;
  private readonly Features: new (vector: readonly number[]) => object;
  private atMs = 0;

  constructor(
    readonly featureNames: readonly string[],
    readonly lists: ValueLists = new ValueLists(),
  ) {
    this.Features = featureView(featureNames);
    this.environment = new Environment({ limits: { maxAstNodes: 500, maxDepth: 50, maxListElements: 100 } })
      .registerType('Party', { ctor: Party, fields: { id: 'string', kind: 'string', balance: 'double' } })
      .registerType('Features', {
        ctor: this.Features,
        fields: Object.fromEntries(featureNames.map((name) => [name, 'double'])),
      })
      .registerVariable('amount', 'double')
      .registerVariable('currency', 'string')
      .registerVariable('type_', 'string')
      .registerVariable('payer', 'Party')
      .registerVariable('payee', 'Party')
      .registerVariable('device', 'dyn')
      .registerVariable('address', 'dyn')
      .registerVariable('features', 'Features')
      .registerVariable('score', 'double')
      .registerFunction(
        'inList(string, dyn): bool',
        (list: string, value: unknown) => typeof value === 'string' && this.lists.has(list, value, this.atMs),
      )
      .registerFunction('divisor(double): double', divisor);
  }

  /** Makes a payment the one that expressions are about. */
  variablesOf(context: PaymentContext): Variables {
    this.atMs = context.atMs;
    return {
      amount: context.amount,
      currency: context.currency,
      type_: context.type,
      payer: new Party(context.payer),
      payee: new Party(context.payee),
      device: context.device,
      address: context.address,
      features: new this.Features(context.vector),
      score: context.score,
    };
  }
}

/** CEL tells types by their classes. */
class Party {
  readonly id: string;
  readonly kind: string;
  readonly balance: number;

  constructor({ id, kind, balance }: PartyContext) {
    this.id = id;
    this.kind = kind;
    this.balance = balance;
  }
}

/** A class whose members read a vector by feature name, so that no object is filled for each payment. */
function featureView(names: readonly string[]): new (vector: readonly number[]) => object {
  class Features {
    constructor(readonly vector: readonly number[]) {}
  }
  for (const [index, name] of names.entries()) {
    Object.defineProperty(Features.prototype, name, {
      get(this: Features) {
        return this.vector[index];
      },
    });
  }
  return Features;
}

/** CEL divides by 0 without an error, and what comes of it compares as false: the rule would be silent. */
function divisor(value: number): number {
  if (value === 0) throw new RangeError('division by zero');
  return value;
}
