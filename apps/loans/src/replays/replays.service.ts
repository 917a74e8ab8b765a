import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Database, PaymoError } from '@paymo/platform';
import { checkProduct } from '../applications/application-request.js';
import { unknownApplication } from '../applications/applications.service.js';
import type { CreditModel } from '../decisions/credit-model.js';
import { parseCreditPolicy } from '../decisions/credit-policy.js';
import { type Decided, DecisionEngine } from '../decisions/decision-engine.js';
import { CreditServing } from '../models/credit-serving.service.js';
import { recordedInputs } from './recorded-inputs.js';
import * as sql from './replay-statements.js';
import { SwapCounter, type SwapReport } from './swap-report.js';
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

/** Makes stored decisions anew: by their own policy as a proof, by another as a preview. */
@Injectable()
export class ReplaysService implements OnApplicationBootstrap {
  constructor(
    private readonly serving: CreditServing,
    private readonly database: Database,
  ) {}

  /** @throws Error when another policy had the version before: its decisions could not be made anew */
  async onApplicationBootstrap(): Promise<void> {
    const { version, document } = this.serving.current.policy;
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
    const model = await this.serving.modelOf(row.model);
    if (model === undefined) return { verdict: 'not_replayed', why: `its model, ${row.model}, is not kept` };
    const [policy] = await this.database.query<{ document: string }>(sql.readPolicy, [row.policy]);
    if (policy === undefined) return { verdict: 'not_replayed', why: `policy ${row.policy} is not kept` };
    const engine = new DecisionEngine(model, parseCreditPolicy(JSON.parse(policy.document)));
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
    const amount = { value: amountMinor, currency: this.serving.current.policy.product.currency };
    checkProduct({ amount, months }, this.serving.current.policy);
    const inputs = recordedInputs(row.record);
    const application = { ...inputs.application, amountMinor: BigInt(amountMinor), months };
    const { decision, probability } = await this.serving.current.decide({ ...inputs, application });
    const offeredMinor = 'terms' in decision ? Number(decision.terms.amountMinor) : null;
    return { outcome: decision.outcome, amountMinor: offeredMinor, probability, reasons: decision.reasons };
  }

  /**
   * What another policy or model would have decided about every application so far.
   *
   * @throws PaymoError `model.not_found` when no such model was pushed
   */
  async compare({ policy, model }: SwapRequest): Promise<SwapReport> {
    const { current } = this.serving;
    const engine = new DecisionEngine(
      model === undefined ? current.model : await this.load(model),
      policy === undefined ? current.policy : parseCreditPolicy(policy),
    );
    const report = new SwapCounter();
    for await (const rows of this.pages()) {
      const decided = await engine.decideAll(rows.map(({ record }) => recordedInputs(record)));
      for (const [index, each] of decided.entries()) report.count(rows[index], each);
    }
    return report.summary();
  }

  private async load(id: string): Promise<CreditModel> {
    const model = await this.serving.modelOf(id);
    if (model === undefined) throw new PaymoError('model.not_found', `${id} was never pushed.`);
    return model;
  }

  private async *pages(): AsyncGenerator<sql.RecordRow[]> {
    let after = firstId;
    for (;;) {
      const rows = await this.database.query<sql.RecordRow>(sql.readRecords, [after, pageMax]);
      yield rows;
      const last = rows.at(-1);
      if (last === undefined || rows.length < pageMax) return;
      after = last.application_id;
    }
  }
}
