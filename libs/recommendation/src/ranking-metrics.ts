import { at } from './typed-array.js';

/** Metrics of one ranked list against the items that the user went on to choose; all from 0 to 1. */
export interface ListMetrics {
  /** 1 when the list holds any of them. */
  readonly hitRate: number;
  /** Share of the list that was chosen, of k places. */
  readonly precision: number;
  /** Share of the chosen that the list holds. */
  readonly recall: number;
  /** Discounted gain, 1 / log2(rank + 1) each, over the best that is possible (Järvelin and Kekäläinen, 2002). */
  readonly ndcg: number;
  /** Mean of the precision at the rank of each hit, over min(k, chosen). */
  readonly averagePrecision: number;
}

/**
 * @param list ranked items without repeats, the best first, at most `k` of them
 * @param relevant what the user chose afterwards, at least one item
 */
export function listMetrics(list: ArrayLike<number>, relevant: ReadonlySet<number>, k: number): ListMetrics {
  let hits = 0;
  let gain = 0;
  let precisions = 0;
  for (let index = 0; index < Math.min(k, list.length); index += 1) {
    if (!relevant.has(list[index] ?? -1)) continue;
    hits += 1;
    gain += 1 / Math.log2(index + 2);
    precisions += hits / (index + 1);
  }
  const possible = Math.min(k, relevant.size);
  let ideal = 0;
  for (let index = 0; index < possible; index += 1) ideal += 1 / Math.log2(index + 2);
  return {
    hitRate: hits > 0 ? 1 : 0,
    precision: hits / k,
    recall: hits / relevant.size,
    ndcg: gain / ideal,
    averagePrecision: precisions / possible,
  };
}

/** Metrics of all lists together. */
export interface CatalogueMetrics {
  /** Share of the items of training that were recommended to anybody. */
  readonly coverage: number;
  /** Mean of -log2(share of the users who had the item) over what was recommended, in bits. */
  readonly novelty: number;
  /** Inequality of how often each item of training was recommended: 0 equally, towards 1 always the same few. */
  readonly gini: number;
}

/**
 * @param recommended how often each item was recommended
 * @param users how many users of training had each item; items that none had are not of the catalogue
 */
export function catalogueMetrics(
  recommended: Int32Array,
  users: Int32Array,
  userCount: number,
): CatalogueMetrics {
  const times: number[] = [];
  let surprise = 0;
  let total = 0;
  users.forEach((count, item) => {
    if (count === 0) return;
    const often = at(recommended, item);
    times.push(often);
    total += often;
    surprise -= often * Math.log2(count / userCount);
  });
  const covered = times.filter((often) => often > 0).length;
  return {
    coverage: times.length === 0 ? 0 : covered / times.length,
    novelty: total === 0 ? 0 : surprise / total,
    gini: giniOf(times, total),
  };
}

/** Over sorted values x of rank i: Σ (2i - n - 1) x / (n Σ x). */
function giniOf(values: number[], total: number): number {
  if (total === 0) return 0;
  values.sort((a, b) => a - b);
  const count = values.length;
  let weighted = 0;
  for (const [index, value] of values.entries()) weighted += (2 * (index + 1) - count - 1) * value;
  return weighted / (count * total);
}
