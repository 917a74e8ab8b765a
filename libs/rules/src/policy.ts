import assert from 'node:assert';
import { compileExpression, type Predicate } from './compile-expression.js';
import type { ExpressionFault } from './expression-faults.js';
import type { PaymentContext } from './payment-context.js';
import type { PolicyDocument, PolicyLimits } from './policy-document.js';
import type { RuleHit, RuleVerdicts } from './rule-set.js';
import type { Vocabulary } from './vocabulary.js';

export type Outcome = 'approve' | 'hold' | 'decline';

/** A policy whose segments can be evaluated. */
export interface Policy {
  readonly document: PolicyDocument;
  readonly segments: readonly {
    readonly name: string;
    readonly when: Predicate;
    readonly limits: PolicyLimits;
  }[];
  readonly vocabulary: Vocabulary;
}

interface SegmentFault extends ExpressionFault {
  readonly segment: string;
}

export type CompiledPolicy =
  | { readonly ok: true; readonly policy: Policy }
  | { readonly ok: false; readonly faults: readonly SegmentFault[] };

export interface DecisionInput extends RuleVerdicts {
  readonly context: PaymentContext;
  /** A number from 0 up to 1 that belongs to the payment, so that a replay draws the same. */
  readonly draw: number;
  /** Asked for each source that would hold this payment; false when it may not hold automatically any more. */
  readonly mayHold?: (source: string) => boolean;
}

export interface PolicyDecision {
  readonly outcome: Outcome;
  /** What the outcome comes from: ids of rules, `model`, `degraded`, `policy`, `sample`. */
  readonly sources: readonly string[];
  /** The segment whose limits applied; null for the policy's own. */
  readonly segment: string | null;
  /** The score from which this payment would be held by the model; null without a score. Above 1 is never. */
  readonly thresholdHold: number | null;
  /** Score × amount in minor units; null without a score. */
  readonly expectedLossMinor: number | null;
  /** There was no score: rules decided. */
  readonly isDegraded: boolean;
  /** A source would have held this payment and had used up its holds. */
  readonly isBounded: boolean;
  /** The chance with which this payment's verdict was wanted as a label; null when it was not drawn. */
  readonly sampledForLabel: { readonly rate: number } | null;
}

/** What one source wants. */
interface Vote {
  readonly source: string;
  readonly outcome: Outcome;
}

const severity: Readonly<Record<Outcome, number>> = { approve: 0, hold: 1, decline: 2 };

export function mostSevere(outcomes: readonly Outcome[]): Outcome {
  return outcomes.reduce<Outcome>((most, next) => (severity[next] > severity[most] ? next : most), 'approve');
}

export function compilePolicy(document: PolicyDocument, vocabulary: Vocabulary): CompiledPolicy {
  const faults: SegmentFault[] = [];
  const segments: Policy['segments'][number][] = [];
  for (const { name, when, limits } of document.segments) {
    const compiled = compileExpression(when, vocabulary);
    if (compiled.ok) segments.push({ name, when: compiled.predicate, limits });
    else faults.push(...compiled.faults.map((each) => ({ segment: name, ...each })));
  }
  return faults.length > 0 ? { ok: false, faults } : { ok: true, policy: { document, segments, vocabulary } };
}

/**
 * Turns what the rules and the model say into an outcome: the most severe over all sources.
 *
 * A rule that approves takes back a hold of the model. It changes no rule's verdict, no decline, and nothing that
 * is done because there is no score.
 */
export function decide(policy: Policy, input: DecisionInput): PolicyDecision {
  const { context, hits } = input;
  assert(input.draw >= 0 && input.draw < 1, 'a draw is from 0 up to 1');
  assert(context.score === null || (context.score >= 0 && context.score <= 1), 'a score is a probability');

  const { segment, limits, isBroken } = limitsFor(policy, context);
  const thresholdHold = context.score === null ? null : holdFrom(limits, context.amount);
  const votes = [
    ...hits.filter(({ outcome }) => outcome !== 'approve').map(voteOf),
    ...(isBroken ? [{ source: 'policy', outcome: 'hold' } as const] : []),
    ...withoutTakenBack(modelVotes(policy, limits, input), hits),
  ];
  const { outcome, sources, isBounded } = bounded(votes, input.mayHold);
  return {
    ...withSample({ outcome, sources, isBounded }, policy, input),
    segment,
    thresholdHold,
    expectedLossMinor: context.score === null ? null : context.score * context.amount,
    isDegraded: context.score === null,
    isBounded,
  };
}

/** An error in a segment's condition holds the payment: the limits that it asks for are not known. */
function limitsFor(
  { document, segments, vocabulary }: Policy,
  context: PaymentContext,
): { segment: string | null; limits: PolicyLimits; isBroken: boolean } {
  if (segments.length === 0) return { segment: null, limits: document.limits, isBroken: false };
  const variables = vocabulary.variablesOf(context);
  let isBroken = false;
  for (const { name, when, limits } of segments) {
    // A condition on the score says nothing of a payment without one, which whenDegraded is for.
    if (context.score === null && when.usesScore) continue;
    try {
      if (when.test(variables)) return { segment: name, limits, isBroken };
    } catch {
      isBroken = true;
    }
  }
  return { segment: null, limits: document.limits, isBroken };
}

function holdFrom(limits: PolicyLimits, amountMinor: number): number {
  return limits.kind === 'thresholds' ? limits.hold : limits.reviewCostMinor / amountMinor;
}

function modelVotes(policy: Policy, limits: PolicyLimits, { context, hits }: DecisionInput): Vote[] {
  const { score, amount } = context;
  if (score === null) {
    const rulesSpeak = hits.some(({ outcome }) => outcome !== 'approve');
    const isSmall = amount <= policy.document.whenDegraded.amountMinor;
    return rulesSpeak || isSmall ? [] : [{ source: 'degraded', outcome: 'hold' }];
  }
  const declineFrom = limits.kind === 'thresholds' ? limits.decline : limits.declineFrom;
  if (declineFrom !== null && score >= declineFrom) return [{ source: 'model', outcome: 'decline' }];
  const isHeld =
    limits.kind === 'thresholds' ? score >= limits.hold : score * amount > limits.reviewCostMinor;
  return isHeld ? [{ source: 'model', outcome: 'hold' }] : [];
}

function withoutTakenBack(votes: readonly Vote[], hits: readonly RuleHit[]): readonly Vote[] {
  if (!isAllowed(hits)) return votes;
  return votes.filter(({ source, outcome }) => source !== 'model' || outcome !== 'hold');
}

function isAllowed(hits: readonly RuleHit[]): boolean {
  return hits.some(({ outcome }) => outcome === 'approve');
}

function voteOf({ ruleId, outcome }: RuleHit): Vote {
  return { source: ruleId, outcome };
}

/** Takes from a hold the sources that may not hold any more; declines are not limited, nor is what lacks a score. */
function bounded(
  votes: readonly Vote[],
  mayHold: (source: string) => boolean = () => true,
): Pick<PolicyDecision, 'outcome' | 'sources' | 'isBounded'> {
  const outcome = mostSevere(votes.map((vote) => vote.outcome));
  const sources = votes.filter((vote) => vote.outcome === outcome).map(({ source }) => source);
  if (outcome !== 'hold') return { outcome, sources, isBounded: false };
  const left = sources.filter((source) => source === 'degraded' || mayHold(source));
  return {
    outcome: left.length > 0 ? 'hold' : 'approve',
    sources: left,
    isBounded: left.length < sources.length,
  };
}

/** Marks a drawn hold, and turns a drawn approval of a small amount into a hold. */
function withSample(
  decided: Pick<PolicyDecision, 'outcome' | 'sources' | 'isBounded'>,
  { document }: Policy,
  { context, hits, draw }: DecisionInput,
): Pick<PolicyDecision, 'outcome' | 'sources' | 'sampledForLabel'> {
  const { outcome, sources, isBounded } = decided;
  const { holds, approvals } = document.sampling;
  if (outcome === 'hold') return { outcome, sources, sampledForLabel: draw < holds ? { rate: holds } : null };
  const mayBeDrawn =
    outcome === 'approve' && !isBounded && !isAllowed(hits) && context.amount <= approvals.amountMinorMax;
  if (!mayBeDrawn || draw >= approvals.rate) return { outcome, sources, sampledForLabel: null };
  return { outcome: 'hold', sources: ['sample'], sampledForLabel: { rate: approvals.rate } };
}
