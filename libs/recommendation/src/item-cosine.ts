import {
  historyEnd,
  type InteractionMatrix,
  itemsByPopularity,
  type ItemUsers,
  userCounts,
  usersByItem,
} from './interaction-matrix.js';
import {
  filledUp,
  profileWeight,
  type Recommender,
  ScoreBoard,
  SeenItems,
  type Task,
} from './recommender.js';
import { at } from './typed-array.js';

/** Each item's nearest others, the nearest first. */
interface ItemNeighbours {
  readonly most: number;
  /** `most` places an item; unused ones hold -1. */
  readonly items: Int32Array;
  readonly similarities: Float64Array;
}

export interface CosineParameters {
  /** How many common users a similarity needs to count half: few in common may be chance. */
  readonly shrinkage: number;
  readonly neighbours: number;
  readonly halfLifeDays: number;
}

/** Neighbours that are kept at most, of one item and of all: 1.6 × 10⁷ take 200 MB. */
const neighboursMax = 200;
const neighboursInAllMax = 16_000_000;

/**
 * Item to item: cosine of the items' users, shrunk by their common users c to cos × c / (c + shrinkage) (Bell and
 * Koren, 2007), summed over the user's history with each meeting weighed by its age.
 *
 * @returns one recommender for each set of parameters; sets that differ in neighbours or half-life alone share the
 *   similarities
 */
export function itemCosine(
  matrix: InteractionMatrix,
  task: Task,
  parameters: readonly CosineParameters[],
): Recommender[] {
  const byShrinkage = new Map<number, ItemNeighbours>();
  for (const { shrinkage } of parameters)
    if (!byShrinkage.has(shrinkage)) byShrinkage.set(shrinkage, findNeighbours(matrix, shrinkage));
  const order = itemsByPopularity(matrix);
  const seen = new SeenItems(matrix, task);
  const board = new ScoreBoard(matrix.itemCount);
  return parameters.map((each) => ({
    name: 'item-cosine',
    parameters: { ...each },
    recommend(user, k) {
      const neighbours = byShrinkage.get(each.shrinkage);
      if (neighbours !== undefined) scoreByHistory(board, matrix, neighbours, user, each);
      if (task.includeSeen) scoreHistory(board, matrix, user, each.halfLifeDays);
      const isLeftOut = seen.of(user);
      return filledUp(board.takeTop(k, isLeftOut).items, k, order, isLeftOut);
    },
  }));
}

function scoreByHistory(
  board: ScoreBoard,
  matrix: InteractionMatrix,
  neighbours: ItemNeighbours,
  user: number,
  { neighbours: taken, halfLifeDays }: CosineParameters,
): void {
  const { most, items, similarities } = neighbours;
  const end = historyEnd(matrix, user);
  for (let place = at(matrix.rowStart, user); place < end; place += 1) {
    const weight = profileWeight(at(matrix.counts, place), at(matrix.ageDays, place), halfLifeDays);
    const first = at(matrix.items, place) * most;
    for (let index = first; index < first + Math.min(most, taken); index += 1) {
      const other = items[index] ?? -1;
      if (other === -1) break;
      board.add(other, weight * at(similarities, index));
    }
  }
}

/** An item is like itself with similarity 1. */
function scoreHistory(
  board: ScoreBoard,
  matrix: InteractionMatrix,
  user: number,
  halfLifeDays: number,
): void {
  const end = historyEnd(matrix, user);
  for (let place = at(matrix.rowStart, user); place < end; place += 1) {
    const weight = profileWeight(at(matrix.counts, place), at(matrix.ageDays, place), halfLifeDays);
    board.add(at(matrix.items, place), weight);
  }
}

function findNeighbours(matrix: InteractionMatrix, shrinkage: number): ItemNeighbours {
  const { itemCount } = matrix;
  const most = Math.max(1, Math.min(neighboursMax, Math.floor(neighboursInAllMax / Math.max(1, itemCount))));
  const columns = usersByItem(matrix);
  const counts = userCounts(matrix);
  const board = new ScoreBoard(itemCount);
  const items = new Int32Array(itemCount * most).fill(-1);
  const similarities = new Float64Array(itemCount * most);
  const common = new Int32Array(itemCount);
  for (let item = 0; item < itemCount; item += 1) {
    for (const other of countCommon(matrix, columns, item, common)) {
      const both = at(common, other);
      common[other] = 0;
      const cosine = both / Math.sqrt(at(counts, item) * at(counts, other));
      board.add(other, (cosine * both) / (both + shrinkage));
    }
    const nearest = board.takeTop(most, (other) => other === item);
    items.set(nearest.items, item * most);
    similarities.set(nearest.scores, item * most);
  }
  return { most, items, similarities };
}

/** Counts into `common`, for every item, the users who had it and `item`; answers the items counted. */
function countCommon(
  matrix: InteractionMatrix,
  { columnStart, users }: ItemUsers,
  item: number,
  common: Int32Array,
): number[] {
  const met: number[] = [];
  for (let column = at(columnStart, item); column < at(columnStart, item + 1); column += 1) {
    const user = at(users, column);
    const end = historyEnd(matrix, user);
    for (let place = at(matrix.rowStart, user); place < end; place += 1) {
      const other = at(matrix.items, place);
      const before = at(common, other);
      if (before === 0) met.push(other);
      common[other] = before + 1;
    }
  }
  return met;
}
