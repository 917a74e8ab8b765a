import { gaussLegendre } from './gauss-legendre.js';
import { add, byteAt, integerAt, realAt, startsOf, type TreePath } from './tree-paths.js';

/** Paths of at most this many features have a table. */
export const shallowDepthMax = 8;

/**
 * SHAP values of paths by tables, as in Yang (2021), "Fast TreeSHAP", version 2: what a leaf gives depends on the row
 * only by which of the path's features it satisfies, so the integrals of `TreeExplainer` are computed beforehand for
 * every such set, once for each leaf.
 */
export class ShallowPaths {
  private readonly starts: Int32Array;
  private readonly features: Int32Array;
  /** For each step, what the table's value is multiplied with when the row satisfies it: (1 - z) / z. */
  private readonly odds: Float64Array;
  private readonly conditionStarts: Int32Array;
  private readonly conditions: Int32Array;
  /** For each condition, the bit of its step. */
  private readonly bits: Int32Array;
  private readonly tableStarts: Int32Array;
  private readonly table: Float64Array;
  /** For each path, the steps through which nothing flows: an unknown one ends the path. */
  private readonly closed: Int32Array;

  constructor(paths: readonly TreePath[]) {
    const steps = paths.flatMap((path) => path.steps);
    const conditions = paths.map((path) =>
      path.steps.flatMap((step, index) =>
        step.conditions.map((condition) => ({ condition, bit: 1 << index })),
      ),
    );
    this.starts = startsOf(paths.map((path) => path.steps.length));
    this.features = Int32Array.from(steps, ({ feature }) => feature);
    this.odds = Float64Array.from(steps, ({ flow }) => (flow === 0 ? 1 : (1 - flow) / flow));
    this.conditionStarts = startsOf(conditions.map(({ length }) => length));
    this.conditions = Int32Array.from(conditions.flat(), ({ condition }) => condition);
    this.bits = Int32Array.from(conditions.flat(), ({ bit }) => bit);
    this.tableStarts = startsOf(paths.map((path) => 1 << path.steps.length));
    this.table = new Float64Array(integerAt(this.tableStarts, paths.length));
    paths.forEach((path, index) => {
      this.table.set(tableOf(path), integerAt(this.tableStarts, index));
    });
    this.closed = Int32Array.from(paths, (path) =>
      path.steps.reduce((bits, { flow }, index) => bits | (flow === 0 ? 1 << index : 0), 0),
    );
  }

  /** @param met 1 for each condition that the row meets, else 0 */
  addTo(values: Float64Array, met: Uint8Array): void {
    const { starts, tableStarts, closed, table, features, odds } = this;
    for (let path = 0; path < closed.length; path += 1) {
      const unmet = this.unmetSteps(path, met);
      if ((unmet & integerAt(closed, path)) !== 0) continue;
      const start = integerAt(starts, path);
      const end = integerAt(starts, path + 1);
      const satisfied = ((1 << (end - start)) - 1) & ~unmet;
      const tableStart = integerAt(tableStarts, path);
      const share = realAt(table, tableStart + satisfied);
      for (let step = start, bit = 1; step < end; step += 1, bit <<= 1) {
        if ((unmet & bit) !== 0) add(values, integerAt(features, step), -share);
        else
          add(
            values,
            integerAt(features, step),
            realAt(odds, step) * realAt(table, tableStart + (satisfied & ~bit)),
          );
      }
    }
  }

  private unmetSteps(path: number, met: Uint8Array): number {
    const { conditions, bits } = this;
    const end = integerAt(this.conditionStarts, path + 1);
    let unmet = 0;
    for (let index = integerAt(this.conditionStarts, path); index < end; index += 1)
      unmet |= (byteAt(met, integerAt(conditions, index)) - 1) & integerAt(bits, index);
    return unmet;
  }
}

/** For each set of satisfied steps, the leaf's value times the flow of the others times the integral without one of them. */
function tableOf({ steps, value }: TreePath): Float64Array {
  const depth = steps.length;
  const { points, weights } = gaussLegendre(Math.ceil(depth / 2));
  // The set of all steps has no others; its place stays 0.
  return new Float64Array(1 << depth).map((_, set) => {
    if (set === (1 << depth) - 1) return 0;
    const flows = steps.map(({ flow }) => flow);
    const known = flows.filter((_flow, index) => (set & (1 << index)) !== 0);
    const others = flows.filter((flow, index) => (set & (1 << index)) === 0 && flow !== 0);
    const otherFlow = others.reduce((product, flow) => product * flow, value);
    return points.reduce((sum, t, q) => {
      const product = known.reduce((partial, flow) => partial * (t + flow * (1 - t)), realAt(weights, q));
      return sum + otherFlow * product * (1 - t) ** (depth - 1 - known.length);
    }, 0);
  });
}
