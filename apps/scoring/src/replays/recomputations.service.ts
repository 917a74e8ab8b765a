import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Database, PaymoError, publicId } from '@paymo/platform';
import { modelsOf } from '../serving/bundle.js';
import { BundleShelf } from './bundle-shelf.js';
import * as sql from './decision-statements.js';
import { type DecisionExplanation, explainDecision } from './explain-decision.js';
import { type Neighbour, nearestDecisions } from './nearest-decisions.js';
import { type FieldDifference, recompute, type Verdict } from './recompute-decisions.js';
import { sequenceBefore } from './replay-statements.js';

const pageRows = 500;
const shownMax = 20;
/** Labels looked at for decisions alike. */
const resolvedMax = 2000;
const clearAfterMs = 30_000;

export interface DecisionSpan {
  readonly from: Date;
  readonly to: Date;
  /** Where the page before ended. */
  readonly after?: string | undefined;
}

/** What became of one page of decisions that were made anew. */
export interface Recomputation {
  readonly replayed: number;
  readonly equal: number;
  readonly different: number;
  readonly notReplayable: readonly { readonly reason: string; readonly decisions: number }[];
  /** The first that differ, with the fields that do. */
  readonly differences: readonly {
    readonly paymentId: string;
    readonly fields: readonly FieldDifference[];
  }[];
  /** To be sent as `after` for the next page; null at the end. */
  readonly next: string | null;
}

/** Makes stored decisions anew and compares. One request at a time, so that one set of past models is loaded. */
@Injectable()
export class RecomputationsService implements OnApplicationShutdown {
  private readonly shelf: BundleShelf;
  private isBusy = false;
  private clearing: NodeJS.Timeout | undefined;

  constructor(private readonly database: Database) {
    this.shelf = new BundleShelf(database);
  }

  async onApplicationShutdown(): Promise<void> {
    clearTimeout(this.clearing);
    if (!this.isBusy) await this.shelf.clear();
  }

  /** @throws PaymoError `payment.not_found` when nothing was decided about it */
  async recorded(paymentId: string): Promise<sql.RecordedRow> {
    const [row] = await this.database.query<sql.RecordedRow>(sql.recordedDecision, [paymentId]);
    if (row !== undefined) return row;
    throw new PaymoError('payment.not_found', `No decision about ${publicId('pay', paymentId)} is stored.`);
  }

  async one(paymentId: string): Promise<Recomputation> {
    return this.compare([await this.recorded(paymentId)], null);
  }

  /** One page of the decisions of a time, in the order in which they were made. */
  async page({ from, to, after }: DecisionSpan): Promise<Recomputation> {
    const start = after ?? (await this.startOf(from));
    const rows = await this.database.query<sql.RecordedRow>(sql.recordedDecisions, [
      start,
      from,
      to,
      pageRows,
    ]);
    return this.compare(rows, rows.length < pageRows ? null : (rows.at(-1)?.sequence ?? null));
  }

  private async startOf(from: Date): Promise<string> {
    const [first] = await this.database.query<{ sequence: string }>(sequenceBefore, [from]);
    return first?.sequence ?? '0';
  }

  /**
   * Says how the model that decided came to its score, on the facts as they were.
   *
   * @throws PaymoError `model.not_explained` when that model cannot be brought back or has no trees
   */
  async explanation(paymentId: string): Promise<DecisionExplanation> {
    const row = await this.recorded(paymentId);
    return this.alone(async () => {
      const recalled = await this.shelf.take(Number(row.serving_version ?? 0));
      if (!recalled.ok) throw new PaymoError('model.not_explained', `${row.model}: ${recalled.reason}.`);
      const model = modelsOf(recalled.bundle).find(({ id }) => id === row.model);
      if (model === undefined)
        throw new PaymoError('model.not_explained', 'No model scored this payment: its rules decided alone.');
      return explainDecision(model, row.vector);
    });
  }

  /** The resolved decisions most like one, the nearest first, among the last that were resolved. */
  async similar(paymentId: string, count: number): Promise<readonly Neighbour<sql.ResolvedRow>[]> {
    const { vector, catalogue_version: version } = await this.recorded(paymentId);
    const values = [paymentId, version, resolvedMax];
    const resolved = await this.database.query<sql.ResolvedRow>(sql.resolvedDecisions, values);
    return nearestDecisions(vector, resolved, count);
  }

  private compare(rows: readonly sql.RecordedRow[], next: string | null): Promise<Recomputation> {
    return this.alone(async () => counted(rows, await recompute(rows, this.shelf), next));
  }

  private async alone<T>(work: () => Promise<T>): Promise<T> {
    if (this.isBusy) {
      const detail = 'Other decisions are replayed here; try again when that is done.';
      throw new PaymoError('limit.too_many_requests', detail, { retryAfterSeconds: 5 });
    }
    this.isBusy = true;
    clearTimeout(this.clearing);
    try {
      return await work();
    } finally {
      this.isBusy = false;
      this.clearing = setTimeout(() => void this.clear(), clearAfterMs).unref();
    }
  }

  private async clear(): Promise<void> {
    if (!this.isBusy) await this.shelf.clear();
  }
}

function counted(
  rows: readonly sql.RecordedRow[],
  verdicts: readonly Verdict[],
  next: string | null,
): Recomputation {
  const reasons = new Map<string, number>();
  const differences: Recomputation['differences'][number][] = [];
  let equal = 0;
  for (const [index, verdict] of verdicts.entries()) {
    if (verdict.kind === 'equal') equal += 1;
    else if (verdict.kind === 'not replayable')
      reasons.set(verdict.reason, (reasons.get(verdict.reason) ?? 0) + 1);
    else
      differences.push({
        paymentId: publicId('pay', rows[index]?.payment_id ?? ''),
        fields: verdict.fields,
      });
  }
  return {
    replayed: equal + differences.length,
    equal,
    different: differences.length,
    notReplayable: [...reasons].map(([reason, decisions]) => ({ reason, decisions })),
    differences: differences.slice(0, shownMax),
    next,
  };
}
