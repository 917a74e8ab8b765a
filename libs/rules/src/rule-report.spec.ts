import { describe, expect, it } from '@jest/globals';
import { type PastDecision, RuleReporter } from './rule-report.js';
import { samplePayment, sampleRule, sampleVocabulary } from './sample-payment.js';

const past = (paymentId: string, amount: number, change: Partial<PastDecision> = {}): PastDecision => ({
  paymentId,
  context: samplePayment({ amount }),
  outcome: 'approve',
  isByModelAlone: true,
  isFraud: null,
  weight: 1,
  ...change,
});

describe('the report of a rule', () => {
  it('adds up fires, what they caught and what they stopped for nothing', () => {
    const reporter = new RuleReporter(sampleRule('amount > 100'), sampleVocabulary);
    for (const decision of [
      past('missed', 500, { isFraud: true }),
      past('held', 300, { isFraud: true, outcome: 'hold' }),
      past('honest', 200, { isFraud: false }),
      past('unknown', 101),
      past('small', 100, { isFraud: true }),
    ])
      reporter.add(decision);

    expect(reporter.report(2 * 86_400_000)).toEqual({
      payments: 5,
      days: 2,
      fires: 4,
      firesADay: 2,
      errors: 0,
      firstError: null,
      caught: { count: 2, amountMinor: 800 },
      newlyCaught: { count: 1, amountMinor: 500 },
      falseAlerts: 1,
      unlabelled: 1,
      changedCount: 3,
      changed: [
        { paymentId: 'missed', from: 'approve', to: 'hold' },
        { paymentId: 'honest', from: 'approve', to: 'hold' },
        { paymentId: 'unknown', from: 'approve', to: 'hold' },
      ],
    });
  });

  it('lets a fraud that was found by sampling stand for those like it that nobody looked at', () => {
    const reporter = new RuleReporter(sampleRule('amount > 100'), sampleVocabulary);
    reporter.add(past('sampled', 200, { outcome: 'hold', isFraud: true, weight: 50 }));
    expect(reporter.report(86_400_000).caught).toEqual({ count: 1, amountMinor: 10_000 });
  });

  it('of a rule that approves changes holds of the model alone', () => {
    const reporter = new RuleReporter(sampleRule('amount > 1', { outcome: 'approve' }), sampleVocabulary);
    reporter.add(past('model', 5, { outcome: 'hold', isFraud: true }));
    reporter.add(past('rule', 5, { outcome: 'hold', isByModelAlone: false }));
    reporter.add(past('declined', 5, { outcome: 'decline' }));
    const { changed, caught } = reporter.report(1);
    expect(changed).toEqual([{ paymentId: 'model', from: 'hold', to: 'approve' }]);
    expect(caught.count).toBe(0);
  });

  it('names the first hundred changed decisions and counts all', () => {
    const reporter = new RuleReporter(sampleRule('true'), sampleVocabulary);
    for (let index = 0; index < 150; index++) reporter.add(past(`payment ${index}`, 5));
    const { changed, changedCount } = reporter.report(1);
    expect([changed.length, changedCount]).toEqual([100, 150]);
  });

  it('counts errors, which fire when they hold', () => {
    const reporter = new RuleReporter(sampleRule('amount / payee.balance > 1'), sampleVocabulary);
    reporter.add(past('broken', 5));
    expect(reporter.report(1)).toMatchObject({ errors: 1, fires: 1, firstError: 'division by zero' });
  });
});
