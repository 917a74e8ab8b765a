import { addMonths, type CivilDate, daysBetween, monthsAndDays } from './civil-date.js';
import { Exact, exactOf, sumOf } from './decimal.js';
import { findRoot, type Point } from './find-root.js';
import { remember } from './remember.js';

/** Money at a time after the first drawdown. */
export interface Flow {
  readonly amountMinor: bigint;
  readonly years: Exact;
}

const growthMin = new Exact(-20);
const growthMax = new Exact(10_000);

/**
 * The effective annual percentage rate X of the European Union and the United Kingdom: Σ C (1 + X)^−t = Σ D (1 + X)^−s
 * (Directive 2008/48/EC, Annex I; FCA CONC App 1.2).
 *
 * Solved for the continuous rate ln(1 + X), in which also a rate of thousands of percent is a small number. It starts
 * from an estimate in floating point; the result is of exact decimals alone.
 *
 * @returns X as a fraction of 1
 * @throws RangeError when no rate makes the two sides equal
 */
export function effectiveApr(advances: readonly Flow[], payments: readonly Flow[]): Exact {
  const paid = sumOf(payments.map(({ amountMinor }) => amountMinor));
  const advanced = sumOf(advances.map(({ amountMinor }) => amountMinor));
  if (paid <= 0n || advanced <= 0n) throw new RangeError('an APR needs an advance and a payment');
  const flows = [
    ...payments.map(({ amountMinor, years }) => ({ amount: exactOf(amountMinor), years })),
    ...advances.map(({ amountMinor, years }) => ({ amount: exactOf(-amountMinor), years })),
  ].sort((first, second) => first.years.cmp(second.years));
  const at = (growth: Exact): Point => presentValue(flows, growth);
  const growth = polish(at, estimate(flows)) ?? findRoot(at, ...bracket(at, paid >= advanced));
  return growth.exp().minus(1);
}

const estimateStepsMax = 50;
/** A step of Newton squares the error: after one that is this short nothing is left that the result would show. */
const lastStepMax = new Exact('1e-12');
const polishStepsMax = 3;

/** The root in floating point, by Newton from zero: only a place to start from. May be none. */
function estimate(flows: readonly { amount: Exact; years: Exact }[]): number {
  const floats = flows.map(({ amount, years }) => ({ amount: amount.toNumber(), years: years.toNumber() }));
  let growth = 0;
  for (let step = 0; step < estimateStepsMax; step += 1) {
    let [value, slope] = [0, 0];
    for (const { amount, years } of floats) {
      const present = amount * Math.exp(-growth * years);
      value += present;
      slope -= present * years;
    }
    const next = growth - value / slope;
    if (Math.abs(next - growth) <= Math.abs(next) * 1e-15) return next;
    growth = next;
  }
  return growth;
}

/** The exact root by Newton from an estimate of it; undefined when the estimate was no good. */
function polish(at: (growth: Exact) => Point, start: number): Exact | undefined {
  if (!Number.isFinite(start) || growthMin.gt(start) || growthMax.lt(start)) return undefined;
  let growth = new Exact(start);
  for (let step = 0; step < polishStepsMax; step += 1) {
    const { value, slope } = at(growth);
    if (!slope.isNegative() || slope.isZero()) return undefined;
    const next = growth.minus(value.div(slope));
    if (next.minus(growth).abs().lt(lastStepMax)) return next;
    growth = next;
  }
  return undefined;
}

/** Present value at a continuous rate. Equal steps of time share one exponential: monthly flows cost one in all. */
function presentValue(flows: readonly { amount: Exact; years: Exact }[], growth: Exact): Point {
  const factors = new Map<string, Exact>();
  let [value, slope, factor, years] = [new Exact(0), new Exact(0), new Exact(1), new Exact(0)];
  for (const flow of flows) {
    const step = flow.years.minus(years).toDecimalPlaces(28);
    if (!step.isZero()) {
      const known = factors.get(step.toString()) ?? growth.times(step).neg().exp();
      factors.set(step.toString(), known);
      factor = factor.times(known);
    }
    years = flow.years;
    const present = flow.amount.times(factor);
    value = value.plus(present);
    slope = slope.minus(present.times(years));
  }
  return { value, slope };
}

function bracket(at: (growth: Exact) => Point, isCharged: boolean): [Exact, Exact] {
  const step = isCharged ? new Exact(1) : new Exact(-1);
  let near = new Exact(0);
  for (let far = step; far.lte(growthMax) && far.gte(growthMin); far = far.times(2)) {
    const { value } = at(far);
    if (isCharged && value.lte(0)) return [near, far];
    if (!isCharged && value.gte(0)) return [far, near];
    near = far;
  }
  throw new RangeError('no APR makes these advances and payments equal');
}

/**
 * Time between two dates in years: whole months of 1/12, counted back from the later date, then days over the length of
 * the year that ends with them (Directive 2008/48/EC, Annex I, remark (c), as made precise by Directive 2014/17/EU,
 * Annex I, remark (c)).
 */
export const yearsBetween = remember((from: CivilDate, to: CivilDate): Exact => {
  const { months, days } = monthsAndDays(from, to);
  const lastDay = addMonths(to, -months);
  const yearDays = daysBetween(addMonths(lastDay, -12), lastDay);
  return exactOf(months).div(12).plus(exactOf(days).div(yearDays));
});
