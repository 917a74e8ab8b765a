import { float32Above } from './parse-trees.js';
import type { TreeEnsemble, TreeNode } from './tree-ensemble.js';

const probeRowCount = 64;

/**
 * Rows that try a model out: for each feature, thresholds of its trees and the numbers just above them; for a model
 * without trees, numbers of different sizes. The same for every run.
 */
export function probeRows(ensemble: TreeEnsemble | undefined, width: number): Float32Array[] {
  const values = Array.from({ length: width }, () => [0, 1, 0.5, 17, 1000]);
  const collect = (node: TreeNode): void => {
    if (node.kind === 'leaf') return;
    if (Number.isFinite(node.threshold))
      values[node.feature]?.push(node.threshold, float32Above(node.threshold));
    collect(node.left);
    collect(node.right);
  };
  ensemble?.trees.forEach(collect);
  let state = 1;
  const next = (below: number): number => {
    // Numerical Recipes' linear congruential generator, upper bits.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return Array.from({ length: probeRowCount }, () =>
    Float32Array.from(values, (choices) => choices[next(choices.length)] ?? 0),
  );
}
