import { type InteractionMatrix, itemsByPopularity } from './interaction-matrix.js';
import { filledUp, type Recommender, SeenItems, type Task } from './recommender.js';

/** What most users met, the same for all but for what each met already. */
export function popularity(matrix: InteractionMatrix, task: Task): Recommender {
  const order = itemsByPopularity(matrix);
  const seen = new SeenItems(matrix, task);
  return {
    name: 'popularity',
    parameters: {},
    recommend: (user, k) => filledUp([], k, order, seen.of(user)),
  };
}

/** Items of the training part by seeded chance: the floor under every other figure. */
export function randomOrder(matrix: InteractionMatrix, task: Task, seed: number): Recommender {
  const order = itemsByPopularity(matrix);
  const seen = new SeenItems(matrix, task);
  return {
    name: 'random',
    parameters: { seed },
    recommend(user, k) {
      const isLeftOut = seen.of(user);
      const list: number[] = [];
      // A user who met nearly everything would have chance look for the rest for long: the order helps out.
      for (let draw = 0; draw < 20 * k && list.length < k; draw += 1) {
        const item = order[Math.floor(chance(seed, user, draw) * order.length)];
        if (item !== undefined && !isLeftOut(item) && !list.includes(item)) list.push(item);
      }
      return filledUp(list, k, order, isLeftOut);
    },
  };
}

/** A number of at least 0 and below 1 from three whole numbers, mixed as murmur3 ends its hash. */
export function chance(seed: number, user: number, draw: number): number {
  let mixed = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b);
  for (const part of [user, draw]) {
    mixed = Math.imul(mixed ^ part ^ (mixed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    mixed ^= mixed >>> 16;
  }
  return (mixed >>> 0) / 2 ** 32;
}
