import { paymentSubmitted } from '@paymo/contracts';
import { catalogueVersion } from '@paymo/features';
import type { FraudModel } from '@paymo/inference';
import type { Database } from '@paymo/platform';
import { judge, judgedPayment } from '../decisions/judge.js';
import type { Bundle } from '../serving/bundle.js';
import { FlipCounter, type FlipReport, type ReplayedDecision } from './flip-report.js';
import * as sql from './replay-statements.js';

const pageRows = 500;

/** A replay is of what models and rules say, not of limits on a minute. */
const unlimited = (): boolean => true;

export interface ReplayOrder {
  readonly candidate: FraudModel;
  /** The rules and policy that it would work with. */
  readonly bundle: Pick<Bundle, 'rules'>;
  /** Explains what is different; undefined when it has gone. */
  readonly champion: FraudModel | undefined;
  readonly from: Date;
  readonly to: Date;
  readonly minutesPerReview: number;
}

/** Runs a candidate over the decisions of a time, from the vectors that were stored with them, and reports each flip. */
export async function replayDecisions(database: Database, order: ReplayOrder): Promise<FlipReport> {
  const counter = new FlipCounter();
  let skipped = 0;
  for await (const rows of pagesOf(database, order.from, order.to)) {
    const usable = rows.filter((row) => row.catalogue_version === catalogueVersion);
    skipped += rows.length - usable.length;
    const scores = await order.candidate.score(usable.map(({ vector }) => vector));
    usable.forEach((row, index) => {
      counter.add(replayed(row, scores[index] ?? null, order));
    });
  }
  return counter.report(skipped, order.minutesPerReview);
}

/** The decisions of a time in their order, some hundred at once. */
async function* pagesOf(
  database: Database,
  from: Date,
  to: Date,
): AsyncGenerator<readonly sql.StoredDecisionRow[]> {
  const [first] = await database.query<{ sequence: string }>(sql.sequenceBefore, [from]);
  let after = first?.sequence ?? '0';
  for (;;) {
    const rows = await database.query<sql.StoredDecisionRow>(sql.nextDecisions, [after, from, to, pageRows]);
    if (rows.length > 0) yield rows;
    if (rows.length < pageRows) return;
    after = rows.at(-1)?.sequence ?? after;
  }
}

function replayed(
  row: sql.StoredDecisionRow,
  score: number | null,
  { bundle, candidate, champion }: ReplayOrder,
): ReplayedDecision {
  const payment = paymentSubmitted.schema.parse(row.payment);
  const judged = judgedPayment(payment, row.vector, score, row.decided_at.getTime());
  const { outcome: after } = judge(bundle, candidate, judged, unlimited).decision;
  return {
    paymentId: row.payment_id,
    segment: payment.type,
    amountMinor: payment.amount.value,
    before: row.outcome,
    after,
    scoreBefore: row.score,
    scoreAfter: score,
    isFraud: row.is_fraud,
    shifts: after === row.outcome ? {} : shiftsOf(row.vector, candidate, champion),
  };
}

function shiftsOf(
  vector: readonly number[],
  candidate: FraudModel,
  champion: FraudModel | undefined,
): Record<string, number> {
  const shifts: Record<string, number> = {};
  for (const { feature, contribution } of candidate.explain(vector, Number.POSITIVE_INFINITY))
    shifts[feature] = contribution;
  for (const { feature, contribution } of champion?.explain(vector, Number.POSITIVE_INFINITY) ?? [])
    shifts[feature] = (shifts[feature] ?? 0) - contribution;
  return shifts;
}
