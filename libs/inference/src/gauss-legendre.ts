/** Points and weights of a quadrature on 0 to 1. */
export interface Quadrature {
  readonly points: Float64Array;
  readonly weights: Float64Array;
}

const known = new Map<number, Quadrature>();

/**
 * Gauss-Legendre quadrature on 0 to 1: exact for polynomials up to the degree 2n - 1. The points are the roots of the
 * Legendre polynomial, by Newton's method (Press and others, "Numerical Recipes", 3rd edition, section 4.6.1).
 */
export function gaussLegendre(count: number): Quadrature {
  const before = known.get(count);
  if (before !== undefined) return before;
  const points = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let index = 0; index < count; index += 1) {
    let root = Math.cos((Math.PI * (index + 0.75)) / (count + 0.5));
    let slope = 1;
    for (let step = 0; step < 20; step += 1) {
      const legendre = legendreAt(count, root);
      slope = legendre.slope;
      root -= legendre.value / slope;
    }
    points[index] = (1 - root) / 2;
    weights[index] = 1 / ((1 - root * root) * slope * slope);
  }
  const quadrature = { points, weights };
  known.set(count, quadrature);
  return quadrature;
}

function legendreAt(degree: number, x: number): { value: number; slope: number } {
  let [value, before] = [1, 0];
  for (let order = 1; order <= degree; order += 1)
    [value, before] = [((2 * order - 1) * x * value - (order - 1) * before) / order, value];
  return { value, slope: (degree * (x * value - before)) / (x * x - 1) };
}
