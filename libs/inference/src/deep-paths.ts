import { gaussLegendre, type Quadrature } from './gauss-legendre.js';
import { add, integerAt, realAt, startsOf, type TreePath } from './tree-paths.js';

/** SHAP values of paths by quadrature row by row: the integrals of `TreeExplainer`, without tables. */
export class DeepPaths {
  private readonly leafValues: Float64Array;
  private readonly starts: Int32Array;
  private readonly features: Int32Array;
  private readonly flows: Float64Array;
  private readonly conditionStarts: Int32Array;
  private readonly conditions: Int32Array;
  private readonly quadratures: readonly Quadrature[];
  private readonly satisfied: Int32Array;
  private readonly shares: Float64Array;

  constructor(paths: readonly TreePath[]) {
    const steps = paths.flatMap((path) => path.steps);
    const depthMax = paths.reduce((max, path) => Math.max(max, path.steps.length), 0);
    this.leafValues = Float64Array.from(paths, ({ value }) => value);
    this.starts = startsOf(paths.map((path) => path.steps.length));
    this.features = Int32Array.from(steps, ({ feature }) => feature);
    this.flows = Float64Array.from(steps, ({ flow }) => flow);
    this.conditionStarts = startsOf(steps.map(({ conditions }) => conditions.length));
    this.conditions = Int32Array.from(steps.flatMap(({ conditions }) => conditions));
    this.quadratures = Array.from({ length: depthMax + 1 }, (_, depth) =>
      gaussLegendre(Math.ceil(depth / 2)),
    );
    this.satisfied = new Int32Array(depthMax);
    this.shares = new Float64Array(depthMax);
  }

  /** @param met 1 for each condition that the row meets, else 0 */
  addTo(values: Float64Array, met: Uint8Array): void {
    for (let path = 0; path < this.leafValues.length; path += 1) this.addPath(path, values, met);
  }

  private addPath(path: number, values: Float64Array, met: Uint8Array): void {
    const { satisfied, flows, features } = this;
    const start = integerAt(this.starts, path);
    const end = integerAt(this.starts, path + 1);
    let satisfiedCount = 0;
    let otherFlow = 1;
    for (let step = start; step < end; step += 1) {
      if (this.isSatisfied(step, met)) {
        satisfied[satisfiedCount] = step;
        satisfiedCount += 1;
      } else otherFlow *= realAt(flows, step);
    }
    if (otherFlow === 0) return;
    const scale = realAt(this.leafValues, path) * otherFlow;
    const otherShare = this.integrate(end - start, satisfiedCount) * scale;
    for (let index = 0; index < satisfiedCount; index += 1) {
      const step = integerAt(satisfied, index);
      add(values, integerAt(features, step), scale * (1 - realAt(flows, step)) * realAt(this.shares, index));
    }
    for (let step = start, index = 0; step < end; step += 1) {
      if (index < satisfiedCount && satisfied[index] === step) index += 1;
      else add(values, integerAt(features, step), -otherShare);
    }
  }

  /**
   * Leaves in `shares` the integrals without each of the satisfied steps.
   *
   * @returns the integral without one of the others, divided by the flow of all others
   */
  private integrate(depth: number, satisfiedCount: number): number {
    const { flows, satisfied, shares } = this;
    const quadrature = this.quadratures[depth];
    if (quadrature === undefined) return 0;
    const { points, weights } = quadrature;
    shares.fill(0, 0, satisfiedCount);
    let otherShare = 0;
    for (let q = 0; q < points.length; q += 1) {
      const t = realAt(points, q);
      const rest = 1 - t;
      let product = realAt(weights, q) * rest ** (depth - satisfiedCount);
      for (let index = 0; index < satisfiedCount; index += 1)
        product *= t + realAt(flows, integerAt(satisfied, index)) * rest;
      otherShare += product / rest;
      for (let index = 0; index < satisfiedCount; index += 1)
        add(shares, index, product / (t + realAt(flows, integerAt(satisfied, index)) * rest));
    }
    return otherShare;
  }

  private isSatisfied(step: number, met: Uint8Array): boolean {
    const end = integerAt(this.conditionStarts, step + 1);
    for (let index = integerAt(this.conditionStarts, step); index < end; index += 1) {
      if (met[integerAt(this.conditions, index)] === 0) return false;
    }
    return true;
  }
}
