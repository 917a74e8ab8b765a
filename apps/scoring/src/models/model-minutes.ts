import type { Statement, Transaction } from '@paymo/platform';
import type { Stretch } from './guardrail.js';

const minuteMs = 60_000;

export const addMinutes: Statement = {
  name: 'add_model_minutes',
  text: `
    INSERT INTO model_minutes AS m (model, minute, instance, decisions, holds, amount_minor, held_minor, errors,
      batches, inference_us)
    SELECT model, $2, $3, decisions, holds, amount, held, errors, 1, us
    FROM unnest($1::text[], $4::int[], $5::int[], $6::bigint[], $7::bigint[], $8::int[], $9::bigint[])
      AS u(model, decisions, holds, amount, held, errors, us)
    ON CONFLICT (model, minute, instance) DO UPDATE SET decisions = m.decisions + excluded.decisions,
      holds = m.holds + excluded.holds, amount_minor = m.amount_minor + excluded.amount_minor,
      held_minor = m.held_minor + excluded.held_minor, errors = m.errors + excluded.errors,
      batches = m.batches + 1, inference_us = m.inference_us + excluded.inference_us`,
};

/** A canary begins a count of its own. */
export const forgetMinutes: Statement = {
  name: 'forget_model_minutes',
  text: 'DELETE FROM model_minutes WHERE model = $1 AND minute >= $2',
};

/** Sums of a model since a time, one row a minute, the earliest first. bigint sums arrive as text. */
interface MinuteRow {
  readonly decisions: number;
  readonly holds: number;
  readonly amount_minor: string;
  readonly held_minor: string;
  readonly errors: number;
  readonly batches: number;
  readonly inference_us: string;
}

const readMinutes: Statement = {
  name: 'read_model_minutes',
  text: `
    SELECT sum(decisions)::int AS decisions, sum(holds)::int AS holds, sum(amount_minor)::bigint AS amount_minor,
      sum(held_minor)::bigint AS held_minor, sum(errors)::int AS errors, sum(batches)::int AS batches,
      sum(inference_us)::bigint AS inference_us
    FROM model_minutes WHERE model = $1 AND minute >= $2 GROUP BY minute ORDER BY minute`,
};

export function minuteOf(time: Date): Date {
  return new Date(Math.floor(time.getTime() / minuteMs) * minuteMs);
}

/** What a model decided since a time, by minutes. */
export async function stretchesOf(
  database: Pick<Transaction, 'query'>,
  model: string,
  since: Date,
): Promise<Stretch[]> {
  const rows = await database.query<MinuteRow>(readMinutes, [model, since]);
  return rows.map((row) => ({
    decisions: row.decisions,
    holds: row.holds,
    amountMinor: Number(row.amount_minor),
    heldMinor: Number(row.held_minor),
    errors: row.errors,
    batches: row.batches,
    inferenceUs: Number(row.inference_us),
  }));
}
