import { Exact } from './decimal.js';

export interface Point {
  readonly value: Exact;
  readonly slope: Exact;
}

const stepsMax = 200;
const tolerance = new Exact('1e-22');

/**
 * The root of a function that falls from above zero at `low` to below it at `high`: Newton's steps, and a bisection
 * wherever one of them leaves the bracket or stalls.
 */
export function findRoot(at: (x: Exact) => Point, low: Exact, high: Exact): Exact {
  let [left, right] = [low, high];
  let x = left.plus(right).div(2);
  for (let step = 0; step < stepsMax; step += 1) {
    const { value, slope } = at(x);
    if (value.isZero()) return x;
    if (value.isPositive()) left = x;
    else right = x;
    const newton = slope.isZero() ? x : x.minus(value.div(slope));
    const isInside = newton.gt(left) && newton.lt(right);
    const next = isInside ? newton : left.plus(right).div(2);
    if (next.minus(x).abs().lt(tolerance)) return next;
    x = next;
  }
  return x;
}
