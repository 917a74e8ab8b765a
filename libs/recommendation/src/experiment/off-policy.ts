/** What was shown first to somebody, how likely that was, and what came of it. */
export interface LoggedChoice {
  readonly propensity: number;
  /** How likely the policy that is judged would have made the same choice. */
  readonly target: number;
  /** 1 when it was what the policy is for, 0 otherwise, or anything in between. */
  readonly reward: number;
  /** How often just that happened. */
  readonly times: number;
}

export interface PolicyValue {
  /** Mean reward that the policy would have had. */
  readonly value: number;
  readonly standardError: number;
  /** As many choices as would tell as much if each weighed the same. */
  readonly effectiveChoices: number;
}

/**
 * The value of a policy from choices that another one made: self-normalised inverse propensity scoring, Σwr/Σw with
 * w = target/propensity (Swaminathan & Joachims, NIPS 2015), its standard error by the delta method, √Σw²(r−v)²/Σw.
 *
 * @returns undefined when the policy would have made none of the choices
 */
export function snips(choices: readonly LoggedChoice[]): PolicyValue | undefined {
  let weights = 0;
  let squares = 0;
  let rewards = 0;
  for (const { propensity, target, reward, times } of choices) {
    const weight = target / propensity;
    weights += weight * times;
    squares += weight * weight * times;
    rewards += weight * reward * times;
  }
  if (weights === 0) return undefined;
  const value = rewards / weights;
  let deviation = 0;
  for (const { propensity, target, reward, times } of choices)
    deviation += ((target / propensity) * (reward - value)) ** 2 * times;
  return {
    value,
    standardError: Math.sqrt(deviation) / weights,
    effectiveChoices: (weights * weights) / squares,
  };
}

const expectedMin = 5;

/**
 * How likely a split at least as uneven as this one is if customers fall into the first arm with the given share: the
 * chi-square test of one degree of freedom. Below 0.001 something decides who is counted besides chance. While fewer
 * than five are expected in an arm the test tells nothing (Cochran, Biometrics 10, 1954), and it is 1.
 */
export function sampleRatioP(first: number, second: number, share: number): number {
  const all = first + second;
  const expected = all * share;
  if (Math.min(expected, all - expected) < expectedMin) return 1;
  const chiSquare = (first - expected) ** 2 / expected + (first - expected) ** 2 / (all - expected);
  return complementaryError(Math.sqrt(chiSquare / 2));
}

/** erfc of a number that is not negative, to 1.5·10⁻⁷ (Abramowitz & Stegun, 7.1.26). */
function complementaryError(x: number): number {
  const t = 1 / (1 + 0.3275911 * x);
  const polynomial =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return polynomial * Math.exp(-x * x);
}
