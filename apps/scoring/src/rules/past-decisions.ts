import { paymentSubmitted } from '@paymo/contracts';
import { catalogueVersion } from '@paymo/features';
import type { Database, Statement } from '@paymo/platform';
import type { Outcome, PastDecision, PolicyDecision } from '@paymo/rules';
import { judgedPayment } from '../decisions/judge.js';

interface PastRow {
  readonly sequence: string;
  readonly payment_id: string;
  readonly outcome: Outcome;
  readonly score: number | null;
  readonly vector: number[];
  readonly payment: unknown;
  readonly decided_at: Date;
  readonly catalogue_version: number;
  readonly is_fraud: boolean | null;
  readonly judgement: Pick<PolicyDecision, 'sources' | 'sampledForLabel'> | null;
}

/** Few, because decisions for payments wait while a page is evaluated. */
const pageRows = 250;

/** One page of decisions before a place in their order, the latest first, with the last label of each. */
const decisionsBefore: Statement = {
  name: 'decisions_before',
  text: `
    SELECT d.sequence, d.payment_id, outcome, score, vector, payment, decided_at, catalogue_version, judgement, is_fraud
    FROM decisions d
    LEFT JOIN LATERAL (
      SELECT is_fraud FROM labels l WHERE l.payment_id = d.payment_id ORDER BY l.sequence DESC LIMIT 1
    ) AS truth ON true
    WHERE d.sequence < $1::bigint
    ORDER BY d.sequence DESC LIMIT ${pageRows}`,
};

/** Later than every sequence number. */
const end = '9223372036854775807';

/**
 * Decisions since a time, the latest first, page by page. Those made with another version of the feature catalogue
 * are null: their vectors do not say what today's rules ask.
 */
export async function* decisionsSince(
  database: Database,
  since: Date,
): AsyncGenerator<readonly (PastDecision | null)[]> {
  let before = end;
  for (;;) {
    const rows = await database.query<PastRow>(decisionsBefore, [before]);
    const inTime = rows.filter((row) => row.decided_at >= since);
    if (inTime.length > 0) yield inTime.map(pastDecision);
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageRows || inTime.length === 0) return;
    before = last.sequence;
  }
}

function pastDecision(row: PastRow): PastDecision | null {
  if (row.catalogue_version !== catalogueVersion) return null;
  const payment = paymentSubmitted.schema.parse(row.payment);
  return {
    paymentId: row.payment_id,
    outcome: row.outcome,
    isByModelAlone: (row.judgement?.sources ?? []).every((source) => source === 'model'),
    isFraud: row.is_fraud,
    weight: weightOf(row.judgement),
    context: judgedPayment(payment, row.vector, row.score, row.decided_at.getTime()),
  };
}

/** An approval that was held to learn its truth stands for those like it that passed; a hold is looked at anyway. */
function weightOf(judgement: PastRow['judgement']): number {
  const rate = judgement?.sources.includes('sample') === true ? judgement.sampledForLabel?.rate : undefined;
  return rate === undefined ? 1 : 1 / rate;
}
