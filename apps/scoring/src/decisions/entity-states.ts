import { emptyStates, type EntityState, type EntityStates, type StateKeys } from '@paymo/features';
import type { Transaction } from '@paymo/platform';
import * as sql from './decision-statements.js';

export interface LoadedStates {
  /** Changed by the payments that are observed. */
  readonly current: EntityStates;
  /** Ids that had a state in the database. */
  readonly stored: ReadonlySet<string>;
}

/** Two batches met a new account at the same time; the one that lost is tried again. */
class StateConflict extends Error {
  /** Postgres' code for a serialization failure, which is what this amounts to. */
  readonly code = '40001';
}

/** The error of a failed transaction, told as a conflict when that is what it was. */
export function asStateConflict(error: unknown): unknown {
  const isConflict =
    error instanceof Error && 'constraint' in error && error.constraint === 'entity_states_pkey';
  return isConflict ? new StateConflict('a new entity was met by two batches', { cause: error }) : error;
}

/** Locks and loads the states of everything that payments touch, in the order of their ids. */
export async function lockStates(
  transaction: Transaction,
  keys: readonly StateKeys[],
): Promise<LoadedStates> {
  const current = emptyStates();
  if (keys.length === 0) return { current, stored: new Set() };
  const ids = new Set(
    keys.flatMap(({ payer, payee, pair, device, address }) => [payer, payee, pair, device, address]),
  );
  const rows = await transaction.query<sql.StateRow>(sql.lockStates, [[...ids].filter((id) => id !== null)]);
  for (const { id, state } of rows) put(current, id, state);
  return { current, stored: new Set(rows.map(({ id }) => id)) };
}

/** Writes the states with the commit. */
export function saveStates(transaction: Transaction, { current, stored }: LoadedStates): void {
  const states = [...current.accounts, ...current.pairs, ...current.origins];
  const known = states.filter(([id]) => stored.has(id));
  const fresh = states.filter(([id]) => !stored.has(id));
  if (known.length > 0) transaction.write(sql.updateStates, columnsOf(known));
  if (fresh.length > 0) transaction.write(sql.insertStates, columnsOf(fresh));
}

function columnsOf(states: readonly (readonly [id: string, state: EntityState])[]): [string[], string] {
  return [states.map(([id]) => id), JSON.stringify(states.map(([, state]) => state))];
}

function put({ accounts, pairs, origins }: EntityStates, id: string, state: EntityState): void {
  if ('lastReceivedMs' in state) accounts.set(id, state);
  else if ('payments' in state) pairs.set(id, state);
  else origins.set(id, state);
}
