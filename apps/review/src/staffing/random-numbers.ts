/** Numbers from 0 up to 1 that belong to a seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Draws from a Poisson distribution by its exponential gaps (Knuth, TAOCP 2, 3.4.1). */
export function drawPoisson(mean: number, random: () => number): number {
  let count = 0;
  for (let sum = exponential(random); sum < mean; sum += exponential(random)) count += 1;
  return count;
}

function exponential(random: () => number): number {
  return -Math.log(1 - random());
}
