import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { policyAtBudget } from './budget-policy.js';
import { policySchema, type PolicyDocument } from './policy-document.js';
import { compilePolicy, decide } from './policy.js';
import { samplePayment, sampleVocabulary as vocabulary } from './sample-payment.js';

const current: PolicyDocument = policySchema.parse({
  limits: { kind: 'thresholds', hold: 0.5, decline: 0.9 },
  sampling: { holds: 0.05, approvals: { rate: 0.001, amountMinorMax: 2000 } },
  whenDegraded: { kind: 'hold_above', amountMinor: 10_000 },
});

describe('the policy of an alert budget', () => {
  it('replaces the limits and nothing else', () => {
    expect(policyAtBudget(current, 0.7, 'score')).toEqual({
      ...current,
      limits: { kind: 'thresholds', hold: 0.7, decline: 0.9 },
    });
    expect(policyAtBudget(current, 300, 'expected_loss')).toEqual({
      ...current,
      limits: { kind: 'expected_loss', reviewCostMinor: 299, declineFrom: 0.9 },
    });
  });

  it('declines nothing that would not even be held', () => {
    expect(policyAtBudget(current, 0.95, 'score').limits).toMatchObject({ hold: 0.95, decline: 0.95 });
  });

  it('stops whatever ranks as high as the threshold, and nothing that ranks a unit lower', () => {
    const undeclined = { ...current, limits: { kind: 'thresholds', hold: 0.5, decline: null } as const };
    fc.assert(
      fc.property(
        fc.constantFrom('score' as const, 'expected_loss' as const),
        fc.double({ min: 1e-6, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 10_000_000 }),
        fc.double({ min: 1e-6, max: 1, noNaN: true }),
        (rankBy, score, amount, share) => {
          const isByScore = rankBy === 'score';
          const rank = isByScore ? score : score * amount;
          const threshold = share * (isByScore ? 1 : 1_000_000);
          const compiled = compilePolicy(policyAtBudget(undeclined, threshold, rankBy), vocabulary);
          if (!compiled.ok) throw new Error('a policy without segments compiles');
          const context = samplePayment({ score, amount });
          const { outcome } = decide(compiled.policy, { context, hits: [], errors: [], draw: 0.999 });
          if (rank >= threshold) expect(outcome).toBe('hold');
          if (rank < threshold - (isByScore ? 0 : 1)) expect(outcome).toBe('approve');
        },
      ),
    );
  });
});
