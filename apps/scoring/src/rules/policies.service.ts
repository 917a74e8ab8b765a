import { Injectable } from '@nestjs/common';
import { Database, PaymoError } from '@paymo/platform';
import {
  alertBudget,
  type BudgetReport,
  compilePolicy,
  policyAtBudget,
  type PolicyDocument,
  type ScoredPayment,
} from '@paymo/rules';
import { manifestPolicyDocument } from '../decisions/judge.js';
import { ServingService } from '../serving/serving.service.js';
import { loadVocabulary } from './load-rules.js';
import { decisionsSince } from './past-decisions.js';
import * as sql from './policy-statements.js';
import { faultyExpression } from './rule-faults.js';
import { announceChange } from './rule-statements.js';

/** A budget's report, and the policy that would keep to it; null when no threshold does. */
export interface BudgetAnswer extends BudgetReport {
  readonly proposal: PolicyDocument | null;
}

const dayMs = 86_400_000;
const paymentsMax = 1_000_000;

export interface BudgetRequest {
  readonly perDay: number;
  readonly days: number;
  readonly rankBy: 'score' | 'expected_loss';
}

/** Keeps the versions of the policy. */
@Injectable()
export class PoliciesService {
  constructor(
    private readonly database: Database,
    private readonly serving: ServingService,
  ) {}

  /** The oldest first; of those that were reviewed, the last decides. */
  list(): Promise<sql.PolicyRow[]> {
    return this.database.query<sql.PolicyRow>(sql.allPolicies, []);
  }

  /** @throws PaymoError `policy.faulty` when a segment's condition is wrong */
  async draft(document: PolicyDocument, actor: string): Promise<number> {
    return this.database.transaction(async (transaction) => {
      const compiled = compilePolicy(document, await loadVocabulary(transaction));
      if (!compiled.ok) {
        const names = document.segments.map(({ name }) => name);
        const faults = compiled.faults.map((fault) => ({
          pointer: `/segments/${names.indexOf(fault.segment)}/when`,
          fault,
        }));
        throw faultyExpression('policy.faulty', faults);
      }
      const values = [JSON.stringify(document), actor, new Date()];
      const [row] = await transaction.query<{ version: number }>(sql.insertPolicy, values);
      if (row === undefined) throw new Error('Postgres answered no version of the policy');
      return row.version;
    });
  }

  /** A reviewed policy decides from then on, unless a later one was reviewed. */
  async review(version: number, actor: string): Promise<void> {
    await this.database.transaction(async (transaction) => {
      const [found] = await transaction.query<sql.PolicyRow>(sql.lockPolicy, [version]);
      if (found === undefined) throw new PaymoError('policy.not_found', `There is no policy ${version}.`);
      if (found.author === actor)
        throw new PaymoError(
          'conflict.own_work',
          `${actor} wrote policy ${version}: somebody else reviews it.`,
        );
      if (found.reviewer !== null)
        throw new PaymoError('conflict.rule_status', `${found.reviewer} reviewed policy ${version} already.`);
      transaction.write(sql.reviewPolicy, [version, actor, new Date()]);
      transaction.write(announceChange, []);
    });
  }

  /** Which threshold a number of alerts a day allows, by the decisions of the last days; segments are payment types. */
  async budget({ perDay, days, rankBy }: BudgetRequest): Promise<BudgetAnswer> {
    const history: ScoredPayment[] = [];
    for await (const page of decisionsSince(this.database, new Date(Date.now() - days * dayMs))) {
      for (const decision of page) {
        if (decision === null || decision.context.score === null) continue;
        const { amount: amountMinor, score, type: segment, atMs } = decision.context;
        const day = Math.floor(atMs / dayMs);
        const { isFraud, weight } = decision;
        history.push({ score, amountMinor, isFraud, day, segment, weight });
      }
      if (history.length > paymentsMax)
        throw new PaymoError('request.invalid', `More than ${paymentsMax} payments: ask for fewer days.`);
    }
    const report = alertBudget(history, { alertsADay: perDay, rankBy });
    const { threshold } = report;
    return { ...report, proposal: threshold === null ? null : this.proposal(threshold, rankBy) };
  }

  private proposal(threshold: number, rankBy: BudgetRequest['rankBy']): PolicyDocument {
    const { champion, rules } = this.serving.current;
    const current = rules.policy?.document ?? manifestPolicyDocument(champion);
    return policyAtBudget(current, threshold, rankBy);
  }
}
