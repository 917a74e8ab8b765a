import { hash } from 'node:crypto';
import { type PaymentSubmitted, sandboxEffectOf } from '@paymo/contracts';
import type { FraudModel } from '@paymo/inference';
import {
  compilePolicy,
  decide,
  type Outcome as PolicyOutcome,
  type PaymentContext,
  type Policy,
  type PolicyDecision,
  type PolicyDocument,
  type RuleVerdicts,
  type Vocabulary,
} from '@paymo/rules';
import type { Bundle } from '../serving/bundle.js';

export type Outcome = PolicyOutcome;

/** How an outcome came about; kept with the decision. */
export interface Judgement {
  readonly decision: PolicyDecision;
  /** The policy that decided: `policy/<version>`, or `manifest/<model>` for the thresholds that came with the model. */
  readonly policy: string;
  readonly live: RuleVerdicts;
  /** What rules in shadow would have said. */
  readonly shadow: RuleVerdicts;
}

const draws = 2 ** 32;

/** Evaluates the rules on a payment and turns them and its score into an outcome. */
export function judge(
  bundle: Pick<Bundle, 'rules'>,
  decider: FraudModel | undefined,
  { paymentId, ...context }: JudgedPayment,
  mayHold: (source: string) => boolean,
): Judgement {
  const { live, shadow, policy, labels, vocabulary } = bundle.rules;
  const verdicts = live.evaluate(context);
  const judged = decide(policy ?? manifestPolicy(decider, vocabulary), {
    ...verdicts,
    context,
    draw: drawOf(paymentId),
    mayHold,
  });
  const decision = forSandbox(judged, context.payee.id);
  return {
    decision,
    policy: labels.policy ?? `manifest/${decider?.id ?? 'none'}`,
    live: verdicts,
    shadow: shadow.evaluate(context),
  };
}

/** Some payees of sandboxes have payments to them held or declined; nothing is ever approved by them. */
function forSandbox(decision: PolicyDecision, payeeId: string): PolicyDecision {
  const effect = sandboxEffectOf(payeeId);
  if (effect === 'held') return { ...decision, outcome: 'hold', sources: ['sandbox'] };
  return effect === 'declined' ? { ...decision, outcome: 'decline', sources: ['sandbox'] } : decision;
}

/** A payment as rules and policy see it. */
export interface JudgedPayment extends PaymentContext {
  readonly paymentId: string;
}

export function judgedPayment(
  payment: PaymentSubmitted,
  vector: readonly number[],
  score: number | null,
  atMs: number,
): JudgedPayment {
  const party = ({ accountId, kind, balanceMinor }: PaymentSubmitted['payer']) => ({
    id: accountId,
    kind,
    balance: balanceMinor,
  });
  return {
    paymentId: payment.paymentId,
    amount: payment.amount.value,
    currency: payment.amount.currency,
    type: payment.type,
    payer: party(payment.payer),
    payee: party(payment.payee),
    device: payment.deviceId,
    address: payment.ipAddress,
    vector,
    score,
    atMs,
  };
}

/** A number from 0 up to 1 that belongs to a payment: a replay draws the same. */
function drawOf(paymentId: string): number {
  return Number.parseInt(hash('sha256', `sample ${paymentId}`).slice(0, 8), 16) / draws;
}

const manifestPolicies = new WeakMap<FraudModel, Policy>();

/** Until somebody sets a policy, the thresholds that came with the model decide; without a score all is held. */
export function manifestPolicyDocument(model: FraudModel | undefined): PolicyDocument {
  const { hold, decline } = model?.manifest.thresholds ?? { hold: 1, decline: null };
  return {
    limits: { kind: 'thresholds', hold, decline },
    segments: [],
    sampling: { holds: 0, approvals: { rate: 0, amountMinorMax: 0 } },
    whenDegraded: { kind: 'hold_above', amountMinor: 0 },
  };
}

function manifestPolicy(model: FraudModel | undefined, vocabulary: Vocabulary): Policy {
  const known = model === undefined ? undefined : manifestPolicies.get(model);
  if (known !== undefined) return known;
  const compiled = compilePolicy(manifestPolicyDocument(model), vocabulary);
  if (!compiled.ok) throw new Error('a policy without segments has nothing that could be wrong');
  if (model !== undefined) manifestPolicies.set(model, compiled.policy);
  return compiled.policy;
}
