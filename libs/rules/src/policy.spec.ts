import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { PaymentContext } from './payment-context.js';
import { type PolicyDocument, policySchema } from './policy-document.js';
import {
  compilePolicy,
  decide,
  mostSevere,
  type Outcome,
  type Policy,
  type PolicyDecision,
} from './policy.js';
import type { RuleHit } from './rule-set.js';
import { samplePayment, sampleVocabulary } from './sample-payment.js';

const thresholds = { kind: 'thresholds', hold: 0.5, decline: 0.9 } as const;
const expectedLoss = { kind: 'expected_loss', reviewCostMinor: 300, declineFrom: null } as const;

function policyOf(change: Partial<PolicyDocument> = {}): Policy {
  const document = policySchema.parse({
    limits: thresholds,
    whenDegraded: { kind: 'hold_above', amountMinor: 50_000 },
    ...change,
  });
  const compiled = compilePolicy(document, sampleVocabulary);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults));
  return compiled.policy;
}

const hit = (outcome: Outcome, ruleId: string = outcome): RuleHit => ({
  ruleId,
  version: 1,
  outcome,
  reason: 'some_reason',
  sentence: 'Something is odd.',
});

interface Given {
  readonly payment?: Partial<PaymentContext>;
  readonly hits?: readonly RuleHit[];
  readonly draw?: number;
  readonly mayHold?: (source: string) => boolean;
}

function decided(policy: Policy, { payment, hits = [], draw = 0.99, mayHold }: Given = {}): PolicyDecision {
  const context = samplePayment(payment);
  return decide(policy, { context, hits, errors: [], draw, ...(mayHold === undefined ? {} : { mayHold }) });
}

describe('a policy', () => {
  it.each([
    [0.49, 'approve'],
    [0.5, 'hold'],
    [0.89, 'hold'],
    [0.9, 'decline'],
  ])('with thresholds turns the score %s into %s', (score, outcome) => {
    expect(decided(policyOf(), { payment: { score } })).toMatchObject({ outcome, thresholdHold: 0.5 });
  });

  it.each([
    [0.003, 100_000, 'approve'],
    [0.0031, 100_000, 'hold'],
    [0.9, 333, 'approve'],
    [0.9, 334, 'hold'],
  ])('of expected loss weighs the score %s by the amount %s: %s', (score, amount, outcome) => {
    const decision = decided(policyOf({ limits: expectedLoss }), { payment: { score, amount } });
    expect(decision).toMatchObject({
      outcome,
      expectedLossMinor: score * amount,
      thresholdHold: 300 / amount,
    });
  });

  it('takes the limits of the first segment that the payment is in', () => {
    const strict = { ...thresholds, hold: 0.1 };
    const policy = policyOf({
      segments: [
        { name: 'merchants', when: 'payee.kind == "merchant"', limits: expectedLoss },
        { name: 'large', when: 'amount > 90000', limits: strict },
        { name: 'all', when: 'true', limits: thresholds },
      ],
    });
    expect(decided(policy, { payment: { score: 0.2 } })).toMatchObject({ outcome: 'hold', segment: 'large' });
    expect(decided(policy, { payment: { score: 0.2, amount: 5 } })).toMatchObject({
      outcome: 'approve',
      segment: 'all',
    });
  });

  it('whose segment cannot be told holds the payment', () => {
    const policy = policyOf({
      segments: [{ name: 'ratio', when: 'amount / payee.balance > 2', limits: thresholds }],
    });
    expect(decided(policy)).toMatchObject({ outcome: 'hold', sources: ['policy'] });
  });

  it('with a wrong segment is refused, and the segment named', () => {
    const document = policySchema.parse({
      limits: thresholds,
      segments: [{ name: 'large', when: 'amout > 1', limits: thresholds }],
      whenDegraded: { kind: 'hold_above', amountMinor: 1 },
    });
    expect(compilePolicy(document, sampleVocabulary)).toMatchObject({
      ok: false,
      faults: [{ segment: 'large', position: 0, suggestion: "did you mean 'amount'?" }],
    });
  });

  it.each([
    [['hold', 'decline'], 0.1, 'decline', ['decline']],
    [['hold'], 0.6, 'hold', ['hold', 'model']],
    [['hold'], 0.95, 'decline', ['model']],
    [['approve'], 0.6, 'approve', []],
    [['approve'], 0.95, 'decline', ['model']],
    [['approve', 'hold'], 0.6, 'hold', ['hold']],
    [['approve', 'decline'], 0.1, 'decline', ['decline']],
  ] as const)('with rules that say %j and the score %s: %s from %j', (outcomes, score, outcome, sources) => {
    const hits = outcomes.map((each) => hit(each));
    expect(decided(policyOf(), { hits, payment: { score } })).toMatchObject({ outcome, sources });
  });

  it('never answers less than the most severe rule', () => {
    const outcomes = fc.constantFrom<Outcome>('approve', 'hold', 'decline');
    const score = fc.option(fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(
        fc.array(outcomes),
        score,
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (said, given, draw) => {
          const hits = said.map((outcome) => hit(outcome));
          const { outcome } = decided(policyOf(), { hits, draw, payment: { score: given } });
          expect(mostSevere([outcome, ...said])).toBe(outcome);
        },
      ),
    );
  });
});

describe('without a score', () => {
  it.each([
    [50_000, [], 'approve', []],
    [50_001, [], 'hold', ['degraded']],
    [50_001, ['approve'], 'hold', ['degraded']],
    [50_000, ['hold'], 'hold', ['hold']],
    [50_001, ['decline'], 'decline', ['decline']],
  ] as const)('%s pence with rules that say %j: %s', (amount, outcomes, outcome, sources) => {
    const decision = decided(policyOf(), {
      payment: { score: null, amount },
      hits: outcomes.map((each) => hit(each)),
    });
    expect(decision).toMatchObject({ outcome, sources, isDegraded: true, thresholdHold: null });
  });

  it('segments of the score are passed over', () => {
    const policy = policyOf({ segments: [{ name: 'sure', when: 'score > 0.1', limits: thresholds }] });
    expect(decided(policy, { payment: { score: null, amount: 1 } })).toMatchObject({
      outcome: 'approve',
      segment: null,
    });
  });
});

describe('sampling', () => {
  const sampling = { holds: 0.1, approvals: { rate: 0.02, amountMinorMax: 5000 } };
  const policy = policyOf({ sampling });

  it('marks a drawn hold and leaves it one', () => {
    const at = (draw: number): unknown => decided(policy, { draw, payment: { score: 0.6 } }).sampledForLabel;
    expect([at(0.099), at(0.1)]).toEqual([{ rate: 0.1 }, null]);
  });

  it.each([
    [0.019, 5000, 'hold', { rate: 0.02 }],
    [0.02, 5000, 'approve', null],
    [0.019, 5001, 'approve', null],
  ])('with the draw %s makes of an approval of %s pence: %s', (draw, amount, outcome, sampledForLabel) => {
    expect(decided(policy, { draw, payment: { amount } })).toMatchObject({ outcome, sampledForLabel });
  });

  it('leaves approvals alone unless it is asked to, and those that a rule asks for', () => {
    expect(decided(policyOf(), { draw: 0, payment: { amount: 1 } }).outcome).toBe('approve');
    expect(decided(policy, { draw: 0, payment: { amount: 1 }, hits: [hit('approve')] }).outcome).toBe(
      'approve',
    );
  });
});

describe('a source that has used up its holds', () => {
  const mayHold = (source: string): boolean => source !== 'runaway';

  it('holds nothing, and the decision says so', () => {
    expect(decided(policyOf(), { hits: [hit('hold', 'runaway')], mayHold })).toMatchObject({
      outcome: 'approve',
      sources: [],
      isBounded: true,
    });
  });

  it('leaves what others hold, and its own declines', () => {
    const both = [hit('hold', 'runaway'), hit('hold', 'other')];
    expect(decided(policyOf(), { hits: both, mayHold })).toMatchObject({
      outcome: 'hold',
      sources: ['other'],
    });
    expect(decided(policyOf(), { hits: [hit('decline', 'runaway')], mayHold })).toMatchObject({
      outcome: 'decline',
      isBounded: false,
    });
  });

  it('does not bound what is held for lack of a score', () => {
    expect(decided(policyOf(), { payment: { score: null }, mayHold: () => false }).outcome).toBe('hold');
  });
});
