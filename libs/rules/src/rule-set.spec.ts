import { describe, expect, it } from '@jest/globals';
import { RuleSet } from './rule-set.js';
import { samplePayment, sampleRule, sampleVocabulary } from './sample-payment.js';

describe('a rule set', () => {
  it('answers the rules that fire, with their reasons', () => {
    const rules = new RuleSet(
      [
        sampleRule('amount > 1', { id: 'fires', outcome: 'decline' }),
        sampleRule('amount < 1', { id: 'silent' }),
      ],
      sampleVocabulary,
    );
    expect(rules.evaluate(samplePayment())).toEqual({
      hits: [
        {
          ruleId: 'fires',
          version: 3,
          outcome: 'decline',
          reason: 'some_reason',
          sentence: 'Something is odd.',
        },
      ],
      errors: [],
    });
  });

  it.each([
    ['hold', 'hold', 1],
    ['decline', 'hold', 1],
    ['hold', 'ignore', 0],
    ['approve', 'hold', 0],
  ] as const)(
    'a rule that would %s and breaks, with onError %s, hits %s times',
    (outcome, onError, hitCount) => {
      const rules = new RuleSet([sampleRule('amount / 0 > 1', { outcome, onError })], sampleVocabulary);
      const { hits, errors } = rules.evaluate(samplePayment());
      expect(hits).toHaveLength(hitCount);
      expect(errors).toEqual([{ ruleId: 'some-rule', version: 3, message: 'division by zero' }]);
      for (const hit of hits) expect(hit).toMatchObject({ outcome: 'hold', reason: 'rule_error' });
    },
  );

  it('an error of one rule leaves the others as they are', () => {
    const rules = new RuleSet(
      [sampleRule('address.startsWith("10.")', { id: 'broken' }), sampleRule('amount > 1', { id: 'sound' })],
      sampleVocabulary,
    );
    const { hits } = rules.evaluate(samplePayment({ address: null }));
    expect(hits.map(({ ruleId }) => ruleId)).toEqual(['broken', 'sound']);
  });

  it('asks every payment anew, whichever came before it', () => {
    const rules = new RuleSet([sampleRule('inList("mules", address)')], sampleVocabulary);
    const hitsAt = (atMs: number): number => rules.evaluate(samplePayment({ atMs })).hits.length;
    expect([hitsAt(0), hitsAt(5000), hitsAt(0)]).toEqual([1, 0, 1]);
  });
});
