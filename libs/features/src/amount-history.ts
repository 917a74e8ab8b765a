/** All amounts that an account paid, in bounded space. Amounts in minor units. */
export interface AmountHistory {
  count: number;
  mean: number;
  /** Sum of squared distances from the mean. */
  squares: number;
  largestMinor: number;
  /** Pairs of a size and how many amounts were of it, the smallest first. */
  sizes: number[];
}

/** Steps of a size: an amount is of the next size when it is a fifth larger (a quarter of an octave). */
const sizesPerDoubling = 4;

const stride = 2;

export function emptyAmounts(): AmountHistory {
  return { count: 0, mean: 0, squares: 0, largestMinor: 0, sizes: [] };
}

/** Mean and squares by Welford (1962), "Note on a method for calculating corrected sums of squares and products". */
export function addAmount(history: AmountHistory, amountMinor: number): void {
  history.count += 1;
  const distance = amountMinor - history.mean;
  history.mean += distance / history.count;
  history.squares += distance * (amountMinor - history.mean);
  history.largestMinor = Math.max(history.largestMinor, amountMinor);
  history.sizes = counted(history.sizes, sizeOf(amountMinor));
}

/** How many standard deviations an amount lies above the mean; 0 while fewer than two amounts, or all equal, are known. */
export function deviations(history: AmountHistory, amountMinor: number): number {
  if (history.count < 2 || history.squares <= 0) return 0;
  return (amountMinor - history.mean) / Math.sqrt(history.squares / (history.count - 1));
}

/** The share of amounts of a smaller size, those of the same size counted half; 0 while none is known. */
export function rankOf(history: AmountHistory, amountMinor: number): number {
  if (history.count === 0) return 0;
  const size = sizeOf(amountMinor);
  let smaller = 0;
  for (let place = 0; place < history.sizes.length; place += stride) {
    const known = history.sizes[place] ?? 0;
    const count = history.sizes[place + 1] ?? 0;
    if (known < size) smaller += count;
    else if (known === size) smaller += count / 2;
  }
  return smaller / history.count;
}

function sizeOf(amountMinor: number): number {
  return Math.floor(Math.log2(amountMinor) * sizesPerDoubling);
}

/** Adds one to the count of a key in pairs of keys and counts, in the order of the keys; returns the pairs. */
export function counted(pairs: number[], key: number): number[] {
  let place = 0;
  while (place < pairs.length && (pairs[place] ?? 0) < key) place += stride;
  if (pairs[place] !== key) return pairs.slice(0, place).concat([key, 1], pairs.slice(place));
  pairs[place + 1] = (pairs[place + 1] ?? 0) + 1;
  return pairs;
}

/** The share that a key has of all that was counted; 0 when nothing was. */
export function shareIn(pairs: readonly number[], key: number): number {
  let total = 0;
  let own = 0;
  for (let place = 0; place < pairs.length; place += stride) {
    const count = pairs[place + 1] ?? 0;
    total += count;
    if (pairs[place] === key) own = count;
  }
  return total === 0 ? 0 : own / total;
}
