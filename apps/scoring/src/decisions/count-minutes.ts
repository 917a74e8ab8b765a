import { randomUUID } from 'node:crypto';
import type { Transaction } from '@paymo/platform';
import { addMinutes, minuteOf } from '../models/model-minutes.js';
import type { Decision } from './decision.js';
import type { ModelRun } from './score-batch.js';

/** Each instance counts for itself, so that their transactions do not wait for each other's rows. */
const instance = randomUUID();

/** Adds to what each model decided in this minute: the guardrail of a canary and the reports read it. */
export function countMinutes(
  transaction: Transaction,
  decisions: readonly Decision[],
  runs: readonly ModelRun[],
  nowMs: number,
): void {
  if (runs.length === 0) return;
  const own = runs.map(({ model }) => decisions.filter(({ decided }) => decided.model === model));
  const isHeld = ({ decided }: Decision): boolean => decided.outcome === 'hold';
  transaction.write(addMinutes, [
    runs.map(({ model }) => model),
    minuteOf(new Date(nowMs)),
    instance,
    own.map((decided) => decided.length),
    own.map((decided) => decided.filter(isHeld).length),
    own.map(amountOf),
    own.map((decided) => amountOf(decided.filter(isHeld))),
    runs.map(({ errors }) => errors),
    runs.map(({ inferenceUs }) => inferenceUs),
  ]);
}

function amountOf(decisions: readonly Decision[]): number {
  return decisions.reduce((sum, { decided }) => sum + decided.amount.value, 0);
}
