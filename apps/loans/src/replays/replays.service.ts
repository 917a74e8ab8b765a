import { join } from 'node:path';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, PaymoError } from '@paymo/platform';
import { checkProduct } from '../applications/application-request.js';
import { unknownApplication } from '../applications/applications.service.js';
import { CreditModel } from '../decisions/credit-model.js';
import { parseCreditPolicy } from '../decisions/credit-policy.js';
import { type Decided, DecisionEngine } from '../decisions/decision-engine.js';
import { recordedInputs } from './recorded-inputs.js';
import { type LoansSettings, SETTINGS } from '../settings.js';
import * as sql from './replay-statements.js';
import type { SwapRequest } from './swap-request.js';
import type { WhatIfRequest } from './what-if-request.js';

const pageMax = 500;
const firstId = '00000000-0000-0000-0000-000000000000';

export interface ReplayedDecision {
  /** `same` when every byte is; `not_replayed` when the model or policy of its time is not here. */
  readonly verdict: 'same' | 'different' | 'not_replayed';
  readonly why: string | null;
}

export interface WhatIf {
  readonly outcome: Decided['decision']['outcome'];
  /** What would be offered; null when nothing. */
  readonly amountMinor: number | null;
  readonly probability: number;
  readonly reasons: Decided['decision']['reasons'];
}

export interface SwapReport {
  readonly applications: number;
  /** How many moved from one outcome to another; the swap set of the two policies. */
  readonly swaps: readonly { readonly from: string; readonly to: string; readonly applications: number }[];
  /** Probability of default times amount over what is offered, by the decisions as they were and as they would be. */
  readonly expectedLossBeforeMinor: number;
  readonly expectedLossAfterMinor: number;
}

/** Makes stored decisions anew: by their own policy as a proof, by another as a preview. */
@Injectable()
export class ReplaysService implements OnModuleInit {
  constructor(
    @Inject(DecisionEngine) private readonly engine: DecisionEngine,
    private readonly database: Database,
    @Inject(SETTINGS) private readonly settings: LoansSettings,
  ) {}

  /** @throws Error when another policy had the version before: its decisions could not be made anew */
  async onModuleInit(): Promise<void> {
    const { version, document } = this.engine.policy;
    const text = JSON.stringify(document);
    await this.database.query(sql.keepPolicy, [version, text]);
    const [kept] = await this.database.query<{ document: string }>(sql.readPolicy, [version]);
    if (kept?.document !== text)
      throw new Error(`the credit policy ${version} was another before: give a changed policy a new version`);
  }

  /** @throws PaymoError when there is no such application */
  async replay(applicationId: string): Promise<ReplayedDecision> {
    const [row] = await this.database.query<sql.RecordRow>(sql.readRecord, [applicationId]);
    if (row === undefined) throw unknownApplication(applicationId);
    if (row.model !== this.engine.model.id)
      return { verdict: 'not_replayed', why: `its model, ${row.model}, is not loaded` };
    const [policy] = await this.database.query<{ document: string }>(sql.readPolicy, [row.policy]);
    if (policy === undefined) return { verdict: 'not_replayed', why: `policy ${row.policy} is not kept` };
    const engine = new DecisionEngine(this.engine.model, parseCreditPolicy(JSON.parse(policy.document)));
    const { record } = await engine.decide(recordedInputs(row.record));
    return { verdict: record === row.record ? 'same' : 'different', why: null };
  }

  /**
   * What would have been decided then about another amount or term.
   *
   * @throws PaymoError when there is no such application, or no such loan among the products
   */
  async whatIf(applicationId: string, { amountMinor, months }: WhatIfRequest): Promise<WhatIf> {
    const [row] = await this.database.query<sql.RecordRow>(sql.readRecord, [applicationId]);
    if (row === undefined) throw unknownApplication(applicationId);
    const amount = { value: amountMinor, currency: this.engine.policy.product.currency };
    checkProduct({ amount, months }, this.engine.policy);
    const inputs = recordedInputs(row.record);
    const application = { ...inputs.application, amountMinor: BigInt(amountMinor), months };
    const { decision, probability } = await this.engine.decide({ ...inputs, application });
    const offeredMinor = 'terms' in decision ? Number(decision.terms.amountMinor) : null;
    return { outcome: decision.outcome, amountMinor: offeredMinor, probability, reasons: decision.reasons };
  }

  /**
   * What another policy or model would have decided about every application so far.
   *
   * @throws PaymoError `model.not_found` when there is no such model, or it did not pass its gates
   */
  async compare({ policy, model }: SwapRequest): Promise<SwapReport> {
    const engine = new DecisionEngine(
      model === undefined ? this.engine.model : await this.load(model),
      policy === undefined ? this.engine.policy : parseCreditPolicy(policy),
    );
    const report = new SwapCounter();
    for await (const row of this.records()) {
      const decided = await engine.decide(recordedInputs(row.record));
      report.count(row, decided);
    }
    return report.summary();
  }

  private async load(id: string): Promise<CreditModel> {
    try {
      return await CreditModel.load(join(this.settings.MODELS_DIR, id));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new PaymoError('model.not_found', `${id} cannot decide: ${why}`);
    }
  }

  private async *records(): AsyncGenerator<sql.RecordRow> {
    let after = firstId;
    for (;;) {
      const rows = await this.database.query<sql.RecordRow>(sql.readRecords, [after, pageMax]);
      yield* rows;
      const last = rows.at(-1);
      if (last === undefined || rows.length < pageMax) return;
      after = last.application_id;
    }
  }
}

class SwapCounter {
  private applications = 0;
  private readonly swaps = new Map<string, { from: string; to: string; applications: number }>();
  private beforeMinor = 0;
  private afterMinor = 0;

  count(row: sql.RecordRow, { decision, probability }: Decided): void {
    this.applications += 1;
    if (row.outcome === 'approve') this.beforeMinor += row.probability * Number(row.amount_minor);
    if ('terms' in decision) this.afterMinor += probability * Number(decision.terms.amountMinor);
    if (row.outcome === decision.outcome) return;
    const key = `${row.outcome} ${decision.outcome}`;
    const swap = this.swaps.get(key) ?? { from: row.outcome, to: decision.outcome, applications: 0 };
    this.swaps.set(key, { ...swap, applications: swap.applications + 1 });
  }

  summary(): SwapReport {
    return {
      applications: this.applications,
      swaps: [...this.swaps.values()],
      expectedLossBeforeMinor: Math.round(this.beforeMinor),
      expectedLossAfterMinor: Math.round(this.afterMinor),
    };
  }
}
