import { describe, expect, it } from '@jest/globals';
import { popularity, randomOrder } from './baselines.js';
import { ease } from './ease.js';
import type { InteractionMatrix } from './interaction-matrix.js';
import { itemCosine } from './item-cosine.js';

const never = Number.POSITIVE_INFINITY;
const discovery = { includeSeen: false };

/** Users' items, the latest first, each met once and all on one day unless ages are given. */
function matrixOf(histories: number[][], itemCount: number, ages: number[][] = []): InteractionMatrix {
  const items = histories.flat();
  const rowStart = Int32Array.from({ length: histories.length + 1 }, (_, user) =>
    histories.slice(0, user).reduce((sum, { length }) => sum + length, 0),
  );
  return {
    userCount: histories.length,
    itemCount,
    rowStart,
    items: Int32Array.from(items),
    counts: new Float32Array(items.length).fill(1),
    ageDays: ages.length === 0 ? new Float32Array(items.length) : Float32Array.from(ages.flat()),
  };
}

describe('popularity', () => {
  it('recommends what most users had, without what the user had', () => {
    const matrix = matrixOf([[0, 1], [1, 2], [1, 2], [3]], 5);
    expect(popularity(matrix, discovery).recommend(0, 2)).toEqual([2, 3]);
    expect(popularity(matrix, { includeSeen: true }).recommend(0, 2)).toEqual([1, 2]);
  });
});

describe('chance', () => {
  it('gives the same lists for the same seed, and others for another', () => {
    const matrix = matrixOf([Array.from({ length: 50 }, (_, item) => item), [0]], 50);
    const list = randomOrder(matrix, discovery, 1).recommend(1, 10);
    expect(randomOrder(matrix, discovery, 1).recommend(1, 10)).toEqual(list);
    expect(randomOrder(matrix, discovery, 2).recommend(1, 10)).not.toEqual(list);
    expect(new Set([0, ...list]).size).toBe(11);
  });

  it('gives all that is left to a user who had nearly everything', () => {
    const matrix = matrixOf([[0, 1, 2], [3], [4]], 5);
    expect(randomOrder(matrix, discovery, 1).recommend(0, 10).sort()).toEqual([3, 4]);
  });
});

describe('item-to-item cosine', () => {
  /** Items 0 and 1 share two users of 3 and 2: 2/√6 = 0.816; 0 and 2 share one of 3 and 1: 1/√3 = 0.577. */
  const matrix = matrixOf([[0, 1], [0, 1], [0, 2], [3]], 4);

  it('recommends the nearest of what the user had', () => {
    const fourth = matrixOf([[0, 1], [0, 1], [0, 2], [3], [0]], 4);
    const [cosine] = itemCosine(fourth, discovery, [{ shrinkage: 0, neighbours: 10, halfLifeDays: never }]);
    expect(cosine?.recommend(4, 2)).toEqual([1, 2]);
  });

  it('trusts a similarity of few common users less, the more it is shrunk', () => {
    // Item 0 has five users. Item 1 shares two of its five: 0.4. Item 2 shares its only one: 1/√5 = 0.447.
    const asked = matrixOf([[0, 1], [0, 1], [0, 2], [0], [1], [1], [1], [0]], 3);
    const parameters = [0, 10].map((shrinkage) => ({ shrinkage, neighbours: 10, halfLifeDays: never }));
    const lists = itemCosine(asked, discovery, parameters).map((each) => each.recommend(7, 2));
    expect(lists).toEqual([
      [2, 1],
      [1, 2],
    ]);
  });

  it('weighs what was met long ago less', () => {
    const histories = [
      [0, 2],
      [0, 2],
      [1, 3],
      [1, 3],
      [0, 1],
    ];
    const ages = [
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 30],
    ];
    const aged = matrixOf(histories, 4, ages);
    const [cosine] = itemCosine(aged, discovery, [{ shrinkage: 0, neighbours: 10, halfLifeDays: 10 }]);
    expect(cosine?.recommend(4, 2)).toEqual([2, 3]);
  });

  it('recommends again what was met only when asked to', () => {
    const parameters = [{ shrinkage: 0, neighbours: 10, halfLifeDays: never }];
    expect(itemCosine(matrix, discovery, parameters)[0]?.recommend(3, 1)).toEqual([0]);
    expect(itemCosine(matrix, { includeSeen: true }, parameters)[0]?.recommend(3, 1)).toEqual([3]);
  });
});

describe('EASE', () => {
  it('has the weights of its closed form', () => {
    /*
     * Two items, XᵀX = [[2, 1], [1, 2]], λ = 1: P = [[3, 1], [1, 3]]⁻¹ = [[3, -1], [-1, 3]] / 8, so B = 1/3 off the
     * diagonal: who had item 0 is offered item 1, before item 2, which nobody had with it.
     */
    const matrix = matrixOf([[0, 1], [0], [1], [2], [2], [2]], 3);
    const [ridge] = ease(matrix, discovery, [{ regularisation: 1, halfLifeDays: never }]);
    expect(ridge?.recommend(1, 2)).toEqual([1, 2]);
  });

  it('prefers what goes with both over what goes with one', () => {
    const matrix = matrixOf([[0, 1, 2], [0, 1, 2], [0, 3], [1], [0, 1]], 4);
    const [ridge] = ease(matrix, discovery, [{ regularisation: 0.5, halfLifeDays: never }]);
    expect(ridge?.recommend(4, 2)[0]).toBe(2);
  });
});
