import { randomBytes } from 'node:crypto';

const traceparentPattern = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Continues the caller's W3C trace, or starts one. The span id is ours: it names this hop. */
export function continueTrace(traceparent: string | undefined): string {
  const span = randomHex(8);
  if (traceparent !== undefined && traceparentPattern.test(traceparent)) {
    return `${traceparent.slice(0, 36)}${span}${traceparent.slice(52)}`;
  }
  return `00-${randomHex(16)}-${span}-01`;
}

const poolBytes = 4096;
let pool = randomBytes(poolBytes);
let poolOffset = 0;

/** Draws from a pool: one call to the system's generator serves many ids. */
function randomHex(bytes: number): string {
  if (poolOffset + bytes > poolBytes) {
    pool = randomBytes(poolBytes);
    poolOffset = 0;
  }
  poolOffset += bytes;
  return pool.toString('hex', poolOffset - bytes, poolOffset);
}
