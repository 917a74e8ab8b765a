import { DeepPaths } from './deep-paths.js';
import { ShallowPaths, shallowDepthMax } from './shallow-paths.js';
import { goesLeft, type TreeEnsemble, type TreeSplit } from './tree-ensemble.js';
import { integerAt, pathsOf, realAt } from './tree-paths.js';

/** Room for the tables of shallow paths, in numbers of 8 bytes. */
const tableSizeMax = 1_000_000;

/**
 * Exact SHAP values of a tree ensemble, where unknown features are averaged over the cover of the nodes: those of
 * Lundberg, Erion, Lee (2018), "Consistent Individualized Feature Attribution for Tree Ensembles", algorithm 2.
 *
 * The trees are laid out as one path a leaf with the splits of a feature merged, as in Mitchell, Frank, Holmes (2022),
 * "GPUTreeShap". With `z` the flow of a feature and `o` 1 when the row satisfies it, else 0, a leaf of value `v` gives
 * a feature `j` of its path
 *
 *     v (o_j - z_j) times the integral over t from 0 to 1 of the product over the others of (o t + z (1 - t)),
 *
 * because Shapley's weight of a subset of `k` out of `d` features is the integral of t^k (1 - t)^(d - 1 - k). Gauss's
 * quadrature with half as many points as features is exact.
 */
export class TreeExplainer {
  private readonly splits: SplitColumns;
  /** For each split, whether a row goes right and whether it goes left: 1 or 0. */
  private readonly met: Uint8Array;
  private readonly shallow: ShallowPaths;
  private readonly deep: DeepPaths;

  /** @param width number of features of a row */
  constructor(
    ensemble: TreeEnsemble,
    private readonly width: number,
  ) {
    const splits: TreeSplit[] = [];
    const paths = ensemble.trees.flatMap((tree) => pathsOf(tree, splits));
    const tableSize = paths.reduce((sum, { steps }) => sum + 2 ** Math.min(steps.length, shallowDepthMax), 0);
    const depthMax = tableSize > tableSizeMax ? 0 : shallowDepthMax;
    this.splits = new SplitColumns(splits);
    this.met = new Uint8Array(splits.length * 2);
    this.shallow = new ShallowPaths(paths.filter(({ steps }) => steps.length <= depthMax));
    this.deep = new DeepPaths(paths.filter(({ steps }) => steps.length > depthMax));
  }

  /**
   * @param row the features as float32
   * @returns one value for each feature; they add up to the row's margin less the expected margin
   */
  valuesOf(row: ArrayLike<number>): Float64Array {
    const values = new Float64Array(this.width);
    this.splits.decide(row, this.met);
    this.shallow.addTo(values, this.met);
    this.deep.addTo(values, this.met);
    return values;
  }
}

/** Splits as columns: to ask thousands of objects would take longer than all the rest. */
class SplitColumns {
  private readonly features: Int32Array;
  private readonly thresholds: Float64Array;
  /** Of splits that are not a plain "at most". */
  private readonly others: readonly { readonly split: TreeSplit; readonly place: number }[];

  constructor(splits: readonly TreeSplit[]) {
    this.features = Int32Array.from(splits, ({ feature }) => feature);
    this.thresholds = Float64Array.from(splits, ({ threshold }) => threshold);
    this.others = splits
      .map((split, place) => ({ split, place }))
      .filter(({ split }) => split.isMissingLeft || split.test !== 'at most');
  }

  decide(row: ArrayLike<number>, met: Uint8Array): void {
    const { features, thresholds } = this;
    const values = Float64Array.from(row);
    for (let place = 0; place < features.length; place += 1) {
      const isLeft = realAt(values, integerAt(features, place)) <= realAt(thresholds, place);
      met[place * 2] = isLeft ? 0 : 1;
      met[place * 2 + 1] = isLeft ? 1 : 0;
    }
    for (const { split, place } of this.others) {
      const isLeft = goesLeft(split, row);
      met[place * 2] = isLeft ? 0 : 1;
      met[place * 2 + 1] = isLeft ? 1 : 0;
    }
  }
}
