import type { Classifier } from './graph-facts.js';
import type { Manifest } from './manifest.js';
import { ModelRefused } from './refusals.js';
import { expectedMargin, marginOf, negated, type TreeEnsemble, withCovers } from './tree-ensemble.js';

export type ExplanationUnit = 'probability' | 'log-odds';

/** Trees whose margins, by the link of their unit, are the scores of the model. */
export interface Explanation {
  readonly unit: ExplanationUnit;
  /** The average of the margin over the covers. Contributions of a row add up to its margin less this. */
  readonly baseValue: number;
  readonly ensemble: TreeEnsemble;
}

/** float32 sums of hundreds of trees differ from ours by rounding only. */
const differenceMax = 1e-4;
const baseDifferenceMax = 1e-3;

/**
 * Finds how the trees of a file make up its scores, by trying: as they are or through the logistic function, for this
 * class or the other. What the runtime answered for rows decides, so no reading of the file can explain another score
 * than the one it gives.
 *
 * @param background rows to count covers with when the file has none
 * @returns undefined when the file has no trees that explain its scores, or no covers and no background
 */
export function explanationOf(
  classifier: Classifier,
  column: number,
  rows: readonly Float32Array[],
  scores: readonly number[],
  background: readonly Float32Array[],
): Explanation | undefined {
  const { trees, prepare } = classifier;
  if (trees === undefined || prepare === undefined) return undefined;
  const prepared = rows.map(prepare);
  for (const { ensemble, unit } of readings(trees.ensembleOf(column))) {
    const link = linkOf(unit);
    const isSame = prepared.every(
      (row, index) =>
        Math.abs(link(marginOf(ensemble, row)) - (scores[index] ?? Number.NaN)) <= differenceMax,
    );
    if (!isSame) continue;
    const covered = ensemble.covers === 'none' ? withCovers(ensemble, background.map(prepare)) : ensemble;
    if (covered.covers === 'none') return undefined;
    return { unit, baseValue: expectedMargin(covered), ensemble: covered };
  }
  return undefined;
}

export function linkOf(unit: ExplanationUnit): (margin: number) => number {
  return unit === 'probability' ? (margin) => margin : (margin) => 1 / (1 + Math.exp(-margin));
}

function readings(ensemble: TreeEnsemble): { ensemble: TreeEnsemble; unit: ExplanationUnit }[] {
  const other = negated(ensemble);
  return [
    { ensemble, unit: 'probability' },
    { ensemble, unit: 'log-odds' },
    { ensemble: { ...other, base: other.base + 1 }, unit: 'probability' },
    { ensemble: other, unit: 'log-odds' },
  ];
}

/** @throws ModelRefused `explanation.differs` when the manifest promises another unit or base value */
export function checkPromise(explanation: Explanation | undefined, promised: Manifest['explanation']): void {
  if (promised === undefined) return;
  const found = explanation === undefined ? 'none' : `${explanation.unit} from ${explanation.baseValue}`;
  const isKept =
    explanation !== undefined &&
    explanation.unit === promised.unit &&
    Math.abs(explanation.baseValue - (promised.baseValue ?? explanation.baseValue)) <= baseDifferenceMax;
  if (!isKept)
    throw new ModelRefused('explanation.differs', 'manifest', `explanation: that of the model is ${found}`);
}
