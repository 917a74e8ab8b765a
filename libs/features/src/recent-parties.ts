/**
 * The accounts met most recently, each once: pairs of an account's code and the time it was last met, the latest
 * last. Of accounts met at the same time the one met later in the log stands later.
 */
export type RecentParties = number[];

/** Accounts that are remembered; counts of distinct accounts end here. */
export const partiesKept = 32;

const stride = 2;

/** A 32-bit code of an id (FNV-1a): two of 64 accounts share one in a case of two million. */
export function partyCode(id: string): number {
  let code = 0x811c9dc5;
  for (let index = 0; index < id.length; index += 1) {
    code = Math.imul(code ^ id.charCodeAt(index), 0x01000193);
  }
  return code >>> 0;
}

/**
 * Remembers that an account was met, and returns the parties from then on; of more than `partiesKept` the one met
 * longest ago is forgotten.
 */
export function withMet(parties: RecentParties, code: number, atMs: number): RecentParties {
  const known = placeOf(parties, code);
  if (known === -1) return withNew(parties, code, atMs);
  if (numberAt(parties, known + 1) > atMs) return parties;
  if (known < parties.length - stride) return inserted(without(parties, known), code, atMs);
  parties[known + 1] = atMs;
  return parties;
}

function withNew(parties: RecentParties, code: number, atMs: number): RecentParties {
  if (parties.length < partiesKept * stride) return inserted(parties, code, atMs);
  return numberAt(parties, 1) > atMs ? parties : inserted(without(parties, 0), code, atMs);
}

function without(parties: RecentParties, place: number): RecentParties {
  return parties.slice(0, place).concat(parties.slice(place + stride));
}

function inserted(parties: RecentParties, code: number, atMs: number): RecentParties {
  let place = parties.length;
  while (place > 0 && numberAt(parties, place - 1) > atMs) place -= stride;
  return parties.slice(0, place).concat([code, atMs], parties.slice(place));
}

export function hasMet(parties: RecentParties, code: number): boolean {
  return placeOf(parties, code) !== -1;
}

/** How many were last met in the `windowMs` that end with `atMs`, that instant included. */
export function metWithin(parties: RecentParties, atMs: number, windowMs: number): number {
  let count = 0;
  for (let place = parties.length - stride; place >= 0; place -= stride) {
    const lastMs = numberAt(parties, place + 1);
    if (lastMs <= atMs - windowMs) break;
    if (lastMs <= atMs) count += 1;
  }
  return count;
}

export function* codesIn(parties: RecentParties): Generator<number> {
  for (let place = 0; place < parties.length; place += stride) yield numberAt(parties, place);
}

function placeOf(parties: RecentParties, code: number): number {
  for (let place = 0; place < parties.length; place += stride) if (parties[place] === code) return place;
  return -1;
}

function numberAt(parties: RecentParties, place: number): number {
  return parties[place] ?? Number.NaN;
}
