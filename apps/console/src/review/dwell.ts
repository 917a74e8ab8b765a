const dayMs = 86_400_000;

/** How long something has been on the screen, in milliseconds: a day at most, which is all that review takes. */
export function dwellSince(shownAtMs: number): number {
  return Math.min(Date.now() - shownAtMs, dayMs);
}
