import type { PaymentSubmitted } from '@paymo/contracts';
import { type AccountState, emptyStates, type EntityStates, pairKey, type PairState } from '@paymo/features';
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

/** Locks and loads the states of all accounts and pairs that the payments touch, in the order of their ids. */
export async function loadStates(
  transaction: Transaction,
  payments: readonly PaymentSubmitted[],
): Promise<LoadedStates> {
  const accountIds = new Set<string>();
  const pairIds = new Set<string>();
  for (const { payer, payee } of payments) {
    accountIds.add(payer.accountId).add(payee.accountId);
    pairIds.add(pairKey(payer.accountId, payee.accountId));
  }
  if (payments.length === 0) return { current: emptyStates(), stored: new Set() };
  const rows = await transaction.query<sql.StateRow>(sql.lockStates, [[...accountIds, ...pairIds]]);
  const current = emptyStates();
  for (const { id, state } of rows) {
    if (isPair(state)) current.pairs.set(id, state);
    else current.accounts.set(id, state);
  }
  return { current, stored: new Set(rows.map(({ id }) => id)) };
}

/** Writes the states with the commit. */
export function saveStates(transaction: Transaction, { current, stored }: LoadedStates): void {
  const states = [...current.accounts, ...current.pairs];
  const known = states.filter(([id]) => stored.has(id));
  const fresh = states.filter(([id]) => !stored.has(id));
  if (known.length > 0) transaction.write(sql.updateStates, columnsOf(known));
  if (fresh.length > 0) transaction.write(sql.insertStates, columnsOf(fresh));
}

function columnsOf(
  states: readonly (readonly [id: string, state: AccountState | PairState])[],
): [string[], string] {
  return [states.map(([id]) => id), JSON.stringify(states.map(([, state]) => state))];
}

function isPair(state: AccountState | PairState): state is PairState {
  return 'payments' in state;
}
