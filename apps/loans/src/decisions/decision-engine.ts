import { createHash } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { CivilDate } from '@paymo/lending';
import type { RuleSet } from '@paymo/rules';
import { dayOf } from '../request-time.js';
import { type AccountMonth, type IncomeFacts, incomeFacts } from '../history/account-history.js';
import { type Application, attributesOf, type CustomerFacts } from './applicant.js';
import type { Assessment, CreditModel } from './credit-model.js';
import type { CreditPolicy } from './credit-policy.js';
import { type Decision, decideApplication, type DecisionWithGrounds } from './decide-application.js';
import { compileCreditRules } from './policy-facts.js';

/** Everything that a decision is made of; the same inputs, model and policy make it again. */
export interface DecisionInputs {
  readonly application: Application;
  readonly facts: CustomerFacts;
  readonly at: Date;
}

export interface Decided extends DecisionWithGrounds {
  readonly inputsHash: string;
  readonly model: string;
  readonly policy: string;
  readonly probability: number;
  /** What another model would have said; no part of the decision, nor of its record. */
  readonly shadow: { readonly model: string; readonly probability: number } | null;
  /** The whole decision with its inputs and grounds, as JSON. */
  readonly record: string;
  readonly latencyMs: number;
}

/** Decides about applications by one model and one policy. */
export class DecisionEngine {
  private readonly rules: RuleSet;

  /** @throws Error naming the rule of the policy that is wrong */
  constructor(
    readonly model: CreditModel,
    readonly policy: CreditPolicy,
    /** Asked too, and decides nothing. */
    private readonly shadow: CreditModel | null = null,
  ) {
    this.rules = compileCreditRules(policy);
  }

  async decide(inputs: DecisionInputs): Promise<Decided> {
    const [decided] = await this.decideAll([inputs]);
    if (decided === undefined) throw new Error('every application is decided');
    return decided;
  }

  /** Decides about applications that do not touch each other; one inference for all. */
  async decideAll(all: readonly DecisionInputs[]): Promise<Decided[]> {
    const startMs = performance.now();
    const applicants = all.map((inputs) => {
      const { facts, at } = inputs;
      const income = incomeFacts(facts.history, dayOf(at), this.policy.affordability.historyMonths);
      return { inputs, income };
    });
    const attributes = applicants.map(({ inputs, income }) => attributesOf(inputs.application, income));
    const [assessments, shadows] = await Promise.all([
      this.model.assess(attributes),
      this.shadow?.assess(attributes),
    ]);
    return applicants.map((applicant, index) => {
      const assessment = assessments[index];
      if (assessment === undefined) throw new Error('every application is assessed');
      return this.conclude({ ...applicant, assessment, shadow: shadows?.[index] }, startMs);
    });
  }

  private conclude({ inputs, income, assessment, shadow }: Assessed, startMs: number): Decided {
    const { model, policy, rules } = this;
    const { application, facts, at } = inputs;
    const on = dayOf(at);
    const atMs = at.getTime();
    const made = decideApplication({ application, facts, income, assessment, policy, rules, on, atMs });
    const inputsJson = toJson(inputs);
    return {
      ...made,
      inputsHash: createHash('sha256').update(inputsJson).digest('hex'),
      model: model.id,
      policy: policy.version,
      probability: assessment.probability,
      shadow: this.shadow && shadow ? { model: this.shadow.id, probability: shadow.probability } : null,
      record: recordOf(inputsJson, { ...made, income, assessment }),
      latencyMs: performance.now() - startMs,
    };
  }
}

interface Assessed {
  readonly inputs: DecisionInputs;
  readonly income: IncomeFacts;
  readonly assessment: Assessment;
  readonly shadow: Assessment | undefined;
}

interface Grounds extends DecisionWithGrounds {
  readonly income: IncomeFacts;
  readonly assessment: Assessment;
}

function recordOf(
  inputsJson: string,
  { decision, affordability, verdicts, income, assessment }: Grounds,
): string {
  const grounds = toJson({ income, affordability, assessment, verdicts, decision: viewDecision(decision) });
  return `{"inputs":${inputsJson},${grounds.slice(1)}`;
}

/** Rates as text, so that none is rounded. */
function viewDecision(decision: Decision): object {
  if (!('terms' in decision)) return decision;
  return { ...decision, terms: { ...decision.terms, annualRate: decision.terms.annualRate.toString() } };
}

/** JSON with amounts as numbers: all are far below what a JSON number holds exactly. */
function toJson(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? Number(each) : each));
}

/** A month as the database has it. */
export interface MonthRow {
  readonly account_id: string;
  readonly month: CivilDate;
  readonly in_minor: string;
  readonly out_minor: string;
  readonly committed_minor: string;
}

export function toMonth(row: MonthRow): AccountMonth {
  return {
    month: row.month,
    inMinor: BigInt(row.in_minor),
    outMinor: BigInt(row.out_minor),
    committedMinor: BigInt(row.committed_minor),
  };
}
