import { historyEnd, type InteractionMatrix, itemsByPopularity } from './interaction-matrix.js';
import {
  filledUp,
  profileWeight,
  type Recommender,
  ScoreBoard,
  SeenItems,
  type Task,
} from './recommender.js';
import { symmetricInverse } from './symmetric-inverse.js';
import { at } from './typed-array.js';

export interface EaseParameters {
  /** Weight of the ridge: larger trusts fewer users less. */
  readonly regularisation: number;
  readonly halfLifeDays: number;
}

/** The inverse costs the cube of the items: 2,000 take seconds, 20,000 would take hours. */
const itemsMaxUsual = 2000;

interface EaseWeights {
  /** Items that have weights, and the place of each item among them or -1. */
  readonly items: Int32Array;
  readonly placeOf: Int32Array;
  /** By rows: how far having the row's item speaks for the column's. */
  readonly weights: Float64Array;
}

/**
 * EASE (Steck, 2019): each item predicted from the others by ridge regression without intercept or diagonal, in closed
 * form B = -P / diag(P) with P = (XᵀX + λI)⁻¹. Of the most popular `itemsMax` items; the others are neither learnt
 * from nor recommended.
 *
 * @returns one recommender for each set of parameters
 */
export function ease(
  matrix: InteractionMatrix,
  task: Task,
  parameters: readonly EaseParameters[],
  itemsMax = itemsMaxUsual,
): Recommender[] {
  const order = itemsByPopularity(matrix);
  const items = order.slice(0, itemsMax);
  const placeOf = new Int32Array(matrix.itemCount).fill(-1);
  items.forEach((item, place) => (placeOf[item] = place));
  const gram = gramMatrix(matrix, placeOf, items.length);
  const byRegularisation = new Map<number, EaseWeights>();
  for (const { regularisation } of parameters)
    if (!byRegularisation.has(regularisation))
      byRegularisation.set(regularisation, {
        items,
        placeOf,
        weights: ridgeWeights(gram, items.length, regularisation),
      });
  const seen = new SeenItems(matrix, task);
  const board = new ScoreBoard(matrix.itemCount);
  return parameters.map((each) => ({
    name: 'ease',
    parameters: { ...each, items: items.length },
    recommend(user, k) {
      const weights = byRegularisation.get(each.regularisation);
      if (weights !== undefined) scoreUser(board, matrix, weights, user, each.halfLifeDays);
      const isLeftOut = seen.of(user);
      return filledUp(board.takeTop(k, isLeftOut).items, k, order, isLeftOut);
    },
  }));
}

function scoreUser(
  board: ScoreBoard,
  matrix: InteractionMatrix,
  { items, placeOf, weights }: EaseWeights,
  user: number,
  halfLifeDays: number,
): void {
  const scores = new Float64Array(items.length);
  const end = historyEnd(matrix, user);
  for (let index = at(matrix.rowStart, user); index < end; index += 1) {
    const place = at(placeOf, at(matrix.items, index));
    if (place === -1) continue;
    const weight = profileWeight(at(matrix.counts, index), at(matrix.ageDays, index), halfLifeDays);
    const row = place * items.length;
    for (let column = 0; column < scores.length; column += 1)
      scores[column] = at(scores, column) + weight * at(weights, row + column);
  }
  for (let column = 0; column < scores.length; column += 1) board.add(at(items, column), at(scores, column));
}

/** How many users had both items of a pair. */
function gramMatrix(matrix: InteractionMatrix, placeOf: Int32Array, n: number): Float64Array {
  const gram = new Float64Array(n * n);
  const places: number[] = [];
  for (let user = 0; user < matrix.userCount; user += 1) {
    places.length = 0;
    for (let index = at(matrix.rowStart, user); index < historyEnd(matrix, user); index += 1) {
      const place = at(placeOf, at(matrix.items, index));
      if (place !== -1) places.push(place);
    }
    for (const row of places)
      for (const column of places) gram[row * n + column] = at(gram, row * n + column) + 1;
  }
  return gram;
}

function ridgeWeights(gram: Float64Array, n: number, regularisation: number): Float64Array {
  const ridge = gram.slice();
  for (let place = 0; place < n; place += 1)
    ridge[place * n + place] = at(ridge, place * n + place) + regularisation;
  const weights = symmetricInverse(ridge, n);
  const diagonal = Float64Array.from({ length: n }, (_, place) => at(weights, place * n + place));
  for (let row = 0; row < n; row += 1) {
    for (let column = 0; column < n; column += 1)
      weights[row * n + column] = -at(weights, row * n + column) / at(diagonal, column);
    weights[row * n + row] = 0;
  }
  return weights;
}
