import { Decimal } from 'decimal.js';

/**
 * The decimals of lending: 34 significant digits, as many as IEEE 754's decimal128. Rates and factors are these;
 * money is `bigint` in minor units. No float takes part.
 */
export const Exact = Decimal.clone({ precision: 34, rounding: Decimal.ROUND_HALF_UP });
export type Exact = Decimal;

export const roundings = ['half-up', 'half-even', 'up', 'down'] as const;
/** How a computed amount becomes a whole number of minor units. */
export type Rounding = (typeof roundings)[number];

const modes: Readonly<Record<Rounding, Decimal.Rounding>> = {
  'half-up': Decimal.ROUND_HALF_UP,
  'half-even': Decimal.ROUND_HALF_EVEN,
  up: Decimal.ROUND_UP,
  down: Decimal.ROUND_DOWN,
};

/** Decimals of a minor unit that are believed: a third of 3 is 1 again before it is rounded down. */
const believedPlaces = 18;

/** A computed amount in whole minor units. */
export function toMinor(amount: Exact, rounding: Rounding = 'half-up'): bigint {
  return BigInt(amount.toDecimalPlaces(believedPlaces).toDecimalPlaces(0, modes[rounding]).toFixed(0));
}

export function exactOf(value: bigint | string | number): Exact {
  return new Exact(typeof value === 'bigint' ? value.toString() : value);
}

export function sumOf(amounts: readonly bigint[]): bigint {
  return amounts.reduce((sum, amount) => sum + amount, 0n);
}

export function minOf(first: bigint, second: bigint): bigint {
  return first < second ? first : second;
}
