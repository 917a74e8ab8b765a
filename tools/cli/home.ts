import { userInfo } from 'node:os';
import { LocalTokens } from '../issuer/local-tokens.js';
import { ServiceAdmin } from './service-admin.js';
import { inProject } from '../project.js';
import { readState, type StackState } from '../stack/stack-state.js';
import { whileRunning } from '../stack/while-running.js';
import type { TerminalProgress } from './terminal.js';

/** Where the local stack keeps its data: `.paymo` in the project, unless `PAYMO_HOME` names another folder. */
export const home = process.env['PAYMO_HOME'] ?? inProject('.paymo');

/** Tokens for the bank that runs here. */
export function tokensOf({ issuer }: StackState): LocalTokens {
  return new LocalTokens(issuer, home);
}

/** The administration of the scoring that runs here, asked by somebody of the staff. */
export function scoringAdmin(state: StackState, actor = userInfo().username): ServiceAdmin {
  const tokens = tokensOf(state);
  return new ServiceAdmin(state.scoring, () => tokens.staff(actor));
}

/** The administration of lending. */
export function loansAdmin(state: StackState, actor: string): ServiceAdmin {
  const tokens = tokensOf(state);
  return new ServiceAdmin(state.loans, () => tokens.staff(actor));
}

/** Works on the stack that runs; when none does, brings one up for the time of the work. */
export async function withStack<T>(
  progress: TerminalProgress,
  work: (state: StackState) => Promise<T>,
): Promise<T> {
  const running = readState(home);
  if (running !== undefined) return work(running);
  // Commands that need no stack, or find one, do not wait for all that it is made of.
  const { startStack } = await import('../stack/stack.js');
  return whileRunning(await startStack({ home, progress }), async ({ state }) => {
    try {
      return await work(state);
    } finally {
      progress.step('Stopping');
    }
  });
}
