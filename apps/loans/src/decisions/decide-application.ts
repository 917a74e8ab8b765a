import { buildSchedule, type CivilDate, type Exact } from '@paymo/lending';
import type { RuleSet, RuleVerdicts } from '@paymo/rules';
import { type IncomeFacts } from '../history/account-history.js';
import { type Affordability, affordabilityOf } from './affordability.js';
import type { Application, CustomerFacts } from './applicant.js';
import type { Assessment } from './credit-model.js';
import type { CreditPolicy } from './credit-policy.js';
import { factsVector } from './policy-facts.js';
import { productTerms } from './product-terms.js';
import { type Reason, reason, reasonFor, reasonOfRule, reasonsMax } from './reasons.js';

/** What is offered. */
export interface OfferTerms {
  readonly amountMinor: bigint;
  readonly months: number;
  readonly band: string;
  readonly annualRate: Exact;
}

export const outcomes = ['approve', 'counter_offer', 'refer', 'decline'] as const;
export type Outcome = (typeof outcomes)[number];

export type Decision =
  | { readonly outcome: 'approve'; readonly terms: OfferTerms; readonly reasons: readonly Reason[] }
  | { readonly outcome: 'counter_offer'; readonly terms: OfferTerms; readonly reasons: readonly Reason[] }
  | { readonly outcome: 'refer' | 'decline'; readonly reasons: readonly Reason[] };

export interface DecisionInput {
  readonly application: Application;
  readonly facts: CustomerFacts;
  readonly income: IncomeFacts;
  readonly assessment: Assessment;
  readonly policy: CreditPolicy;
  readonly rules: RuleSet;
  readonly on: CivilDate;
  readonly atMs: number;
}

export interface DecisionWithGrounds {
  readonly decision: Decision;
  readonly affordability: Affordability;
  readonly verdicts: RuleVerdicts;
}

/** Smaller amounts are tried in these steps. */
const stepMinor = 1000n;

/**
 * Decides: rules first, then the model's probability, then limits and affordability, each of which can decline by itself.
 * A person looks at what rules or the model leave open; what is too much is answered with what is not.
 */
export function decideApplication(input: DecisionInput): DecisionWithGrounds {
  const { application, facts, income, assessment, policy } = input;
  const affordability = affordabilityOf(income, facts, policy.affordability);
  const verdicts = input.rules.evaluate({
    amount: Number(application.amountMinor),
    currency: policy.product.currency,
    type: 'transfer',
    payer: { id: '', kind: 'merchant', balance: 0 },
    payee: { id: application.accountId, kind: 'customer', balance: 0 },
    device: null,
    address: null,
    vector: factsVector(facts, income, affordability),
    score: assessment.probability,
    atMs: input.atMs,
  });
  const decision =
    byRules(verdicts, 'decline') ??
    byScoreDeclined(input) ??
    byRules(verdicts, 'hold') ??
    byScoreReferred(input) ??
    byMeans(input, affordability);
  return { decision, affordability, verdicts };
}

function byRules({ hits }: RuleVerdicts, outcome: 'decline' | 'hold'): Decision | undefined {
  const spoken = hits.filter((hit) => hit.outcome === outcome);
  if (spoken.length === 0) return undefined;
  const reasons = spoken.map((hit) => reasonOfRule(hit.reason, hit.sentence));
  return { outcome: outcome === 'decline' ? 'decline' : 'refer', reasons: reasons.slice(0, reasonsMax) };
}

function byScoreDeclined({ assessment, policy }: DecisionInput): Decision | undefined {
  if (assessment.probability <= policy.referDefaultMax) return undefined;
  return { outcome: 'decline', reasons: reasonsOf(assessment) };
}

function byScoreReferred({ assessment, policy }: DecisionInput): Decision | undefined {
  if (bandOf(assessment, policy) !== undefined) return undefined;
  return { outcome: 'refer', reasons: reasonsOf(assessment) };
}

function byMeans(input: DecisionInput, { instalmentMinorMax }: Affordability): Decision {
  const { application, facts, policy } = input;
  const band = bandOf(input.assessment, policy);
  if (band === undefined) return { outcome: 'refer', reasons: reasonsOf(input.assessment) };
  const { months } = application;
  const minMinor = BigInt(policy.product.amountMinorMin);
  const roomMinor = BigInt(policy.exposureMinorMax) - facts.exposureMinor;
  const isCarried = (amountMinor: bigint): boolean =>
    instalmentOf(amountMinor, months, band.annualRate, input.on) <= instalmentMinorMax;

  const within = roomMinor < application.amountMinor ? roomMinor : application.amountMinor;
  const reasons = [
    ...(roomMinor < application.amountMinor ? [reason('limit_reached')] : []),
    ...(isCarried(application.amountMinor) ? [] : meansReasons(input)),
  ];
  const amountMinor = reasons.length === 0 ? application.amountMinor : largest(within, minMinor, isCarried);
  if (amountMinor === undefined) return { outcome: 'decline', reasons };
  const terms = { amountMinor, months, band: band.name, annualRate: band.annualRate };
  return { outcome: reasons.length === 0 ? 'approve' : 'counter_offer', terms, reasons };
}

function bandOf(
  { probability }: Assessment,
  { bands }: CreditPolicy,
): CreditPolicy['bands'][number] | undefined {
  return bands.find(({ defaultMax }) => probability <= defaultMax);
}

function instalmentOf(amountMinor: bigint, months: number, annualRate: Exact, on: CivilDate): bigint {
  return buildSchedule(productTerms(amountMinor, months, annualRate, on))[0]?.paymentMinor ?? 0n;
}

/** The largest amount in whole steps that fits; by halving, as instalments grow with amounts. */
function largest(
  maxMinor: bigint,
  minMinor: bigint,
  fits: (amountMinor: bigint) => boolean,
): bigint | undefined {
  let [low, high] = [(minMinor + stepMinor - 1n) / stepMinor, maxMinor / stepMinor];
  if (low > high || !fits(low * stepMinor)) return undefined;
  while (low < high) {
    const middle = (low + high + 1n) / 2n;
    if (fits(middle * stepMinor)) low = middle;
    else high = middle - 1n;
  }
  return low * stepMinor;
}

function meansReasons({ income }: DecisionInput): Reason[] {
  const isSpent = income.committedMinor * 2n > income.incomeMinor;
  return [reason('income_insufficient'), ...(isSpent ? [reason('obligations_excessive')] : [])];
}

function reasonsOf({ grounds }: Assessment): Reason[] {
  return grounds.flatMap(({ column }) => reasonFor(column) ?? []).slice(0, reasonsMax);
}
