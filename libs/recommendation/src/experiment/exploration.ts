import { createHash } from 'node:crypto';

/** Customers of the explored arm see a first place that is drawn; the others see the list as it was ranked. */
export type Arm = 'ranked' | 'explored';

/** What is known of an item at the moment that it is shown. */
export interface Exposure {
  readonly arm: Arm;
  /** Place in the list as shown, from 1. */
  readonly shownPlace: number;
  /** Place that the ranking gave it among what might be shown, from 1. */
  readonly rankedPlace: number;
  /** How likely it was to be in the first place; null for what is shown further down. */
  readonly propensity: number | null;
}

/**
 * A number from 0 to below 1 that is always the same for the same texts, and tells nothing of any other: the first 48
 * bits of SHA-256.
 */
export function steadyChance(...texts: readonly string[]): number {
  return createHash('sha256').update(texts.join('\n')).digest().readUIntBE(0, 6) / 2 ** 48;
}

/** @param share of the customers that explore, 0 to 1 */
export function armOf(customerId: string, share: number): Arm {
  return steadyChance('exploration', customerId) < share ? 'explored' : 'ranked';
}

/**
 * The list as it is shown: in the explored arm the first place goes to an item that is drawn from the whole list, each as
 * likely as the other, and the rest keep their order. The draw holds for a generation and placement, so that a list does
 * not change from one look to the next.
 */
export function shownList<T>(ranked: readonly T[], arm: Arm, customerId: string, draw: string): T[] {
  const index = Math.floor(steadyChance('first place', customerId, draw) * ranked.length);
  const [first] = ranked.slice(index, index + 1);
  if (arm === 'ranked' || first === undefined) return [...ranked];
  return [first, ...ranked.slice(0, index), ...ranked.slice(index + 1)];
}

/** @param item is in both lists, which hold the same items */
export function exposureOf<T>(item: T, ranked: readonly T[], shown: readonly T[], arm: Arm): Exposure {
  const shownPlace = shown.indexOf(item) + 1;
  const firstPropensity = arm === 'ranked' ? 1 : 1 / ranked.length;
  return {
    arm,
    shownPlace,
    rankedPlace: ranked.indexOf(item) + 1,
    propensity: shownPlace === 1 ? firstPropensity : null,
  };
}
