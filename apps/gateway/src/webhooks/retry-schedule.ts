export const attemptsMax = 12;

const firstMs = 30_000;
const factor = 3;
const longestMs = 36 * 3_600_000;

/**
 * Milliseconds until the next attempt, or null when there is none: exponential with full jitter (any time up to the
 * bound, AWS Architecture Blog, "Exponential Backoff And Jitter"), so that what failed together is not tried again
 * together. On average the last of the twelve comes after 2.8 days.
 *
 * @param attempts that have failed, 1 or more
 * @param random from 0 up to 1
 */
export function retryDelayMs(attempts: number, random: number): number | null {
  if (attempts >= attemptsMax) return null;
  return Math.ceil(random * Math.min(firstMs * factor ** (attempts - 1), longestMs));
}
