import assert from 'node:assert';

const terms = 10_000;
const precision = 1e-15;

/**
 * The chance that a chi-square variable exceeds a value: the regularised upper incomplete gamma function Q(k/2, x/2),
 * by its series below k/2 + 1 and its continued fraction above (Press et al., Numerical Recipes, 3rd ed., 6.2).
 */
export function chiSquareTail(value: number, degreesOfFreedom: number): number {
  assert(value >= 0 && degreesOfFreedom >= 1, 'a chi-square variable has a value from 0 and degrees from 1');
  const [a, x] = [degreesOfFreedom / 2, value / 2];
  if (x === 0) return 1;
  const scale = Math.exp(a * Math.log(x) - x - logGamma(a));
  return x < a + 1 ? 1 - scale * lowerSeries(a, x) : scale * upperFraction(a, x);
}

function lowerSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let index = 1; index <= terms && term > sum * precision; index += 1) {
    term *= x / (a + index);
    sum += term;
  }
  return sum;
}

/** Lentz's method. */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = Number.MAX_VALUE;
  let d = 1 / b;
  let product = d;
  for (let index = 1; index <= terms; index += 1) {
    const factor = index * (a - index);
    b += 2;
    d = 1 / (factor * d + b);
    c = b + factor / c;
    product *= c * d;
    if (Math.abs(c * d - 1) < precision) break;
  }
  return product;
}

const lanczos = [
  676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** Lanczos' approximation with g = 7, good to 15 digits from 0.5 on. */
function logGamma(value: number): number {
  const z = value - 1;
  const sum = lanczos.reduce((total, factor, index) => total + factor / (z + index + 1), 0.99999999999980993);
  const t = z + lanczos.length - 0.5;
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}
