import { type FlowTotals, windows } from '../flow.js';
import { partiesKept } from '../recent-parties.js';
import type { Past } from '../past.js';
import type { Feature } from './feature.js';

export interface Velocity {
  readonly entity: Feature['entity'];
  /** Such as `payer_paid`: the count in an hour is `payer_paid_count_1h`. */
  readonly name: string;
  /** Such as "that the payer made", behind "payments" and "money". */
  readonly whose: string;
  readonly flow: (past: Past) => FlowTotals;
  /** The accounts on the other side, when they are counted: their plural, and the name's beginning. */
  readonly parties?: { readonly name: string; readonly meaning: string };
  /** Features of the first version of the catalogue, which keep their version. */
  readonly first?: readonly string[];
}

/** Count, sum and distinct accounts of a flow in each window. */
export function velocity({ entity, name, whose, flow, parties, first = [] }: Velocity): Feature[] {
  return windows.flatMap((window, index): Feature[] => {
    const versionOf = (feature: string): number => (first.includes(feature) ? 1 : 2);
    const common = { entity, window };
    const count: Feature = {
      ...common,
      name: `${name}_count_${window}`,
      meaning: `payments ${whose}`,
      unit: 'count',
      version: versionOf(`${name}_count_${window}`),
      value: (_payment, past) => flow(past).counts[index] ?? 0,
    };
    const sum: Feature = {
      ...common,
      name: `${name}_sum_${window}`,
      meaning: `money of payments ${whose}`,
      unit: 'minor units',
      version: versionOf(`${name}_sum_${window}`),
      value: (_payment, past) => flow(past).sums[index] ?? 0,
    };
    if (parties === undefined) return [count, sum];
    const distinct: Feature = {
      ...common,
      name: `${parties.name}_${window}`,
      meaning: `${parties.meaning}, ${partiesKept} at most`,
      unit: 'count',
      version: 2,
      value: (_payment, past) => flow(past).parties[index] ?? 0,
    };
    return [count, sum, distinct];
  });
}
