import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { isAlive } from './processes.js';

const stateSchema = z.object({
  pid: z.number(),
  servicePids: z.array(z.number()),
  gateway: z.string(),
  review: z.string(),
  recommendations: z.string(),
  scoring: z.string(),
  issuer: z.string(),
  loans: z.string(),
  adminUrl: z.string(),
  kafkaBrokers: z.string(),
});

/** Where a running stack can be reached; kept in `<home>/stack.json` while it runs. */
export type StackState = z.infer<typeof stateSchema>;

const stateFile = 'stack.json';

export function writeState(home: string, state: StackState): void {
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, stateFile), JSON.stringify(state, null, 2));
}

/** The stack that runs under `home`, if one does. */
export function readState(home: string): StackState | undefined {
  const state = lastState(home);
  return state !== undefined && state.pid !== process.pid && isAlive(state.pid, 'paymo') ? state : undefined;
}

/** Also of one that was killed. */
export function lastState(home: string): StackState | undefined {
  const path = join(home, stateFile);
  if (!existsSync(path)) return undefined;
  const parsed = stateSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  return parsed.success ? parsed.data : undefined;
}

export function forgetState(home: string): void {
  rmSync(join(home, stateFile), { force: true });
}
