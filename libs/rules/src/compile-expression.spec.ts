import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileExpression } from './compile-expression.js';
import type { ExpressionFault } from './expression-faults.js';
import type { PaymentContext } from './payment-context.js';
import { samplePayment, sampleVocabulary } from './sample-payment.js';

function answer(source: string, change: Partial<PaymentContext> = {}): boolean {
  const compiled = compileExpression(source, sampleVocabulary);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults));
  return compiled.predicate.test(sampleVocabulary.variablesOf(samplePayment(change)));
}

function faults(source: string): readonly ExpressionFault[] {
  const compiled = compileExpression(source, sampleVocabulary);
  return compiled.ok ? [] : compiled.faults;
}

describe('an expression', () => {
  it.each([
    ['amount > 90000', true],
    ['amount > 90000.5', true],
    ['amount == 1e5', true],
    ['amount > 100000', false],
    ['amount >= 100000', true],
    ['amount * 2 > 199999 && amount - 1 < 100000', true],
    ['amount > payer.balance / 2', true],
    ['amount / (payer.balance - 20000) == 1', true],
    ['amount / payer.balance / 2 < 0.42', true],
    ['features.payer_paid_count_1h >= 5', true],
    ['features.payer_paid_count_1h + 1 > 5.5', true],
    ['features.balance_share >= 1 / 2', true],
    ['-amount < -99999', true],
    ['type == "transfer"', true],
    ['type in ["cash_out", "transfer"]', true],
    ['amount in [1, 100000]', true],
    ['type == "debit" ? amount > 1 : score > 0.2', true],
    ['payer.kind == "merchant" || payee.id == "payee-1"', true],
    ['inList("mules", payee.id) && !inList("mules", payer.id)', true],
    ["device == null && address != null && address.startsWith('10.')", true],
    ['currency == "GBP" && score < 0.31', true],
  ])('%s is %s', (source, expected) => {
    expect(answer(source)).toBe(expected);
  });

  it('reads whole numbers as it reads the same numbers with a point', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.nat(1_000_000), (amount, limit) => {
        expect(answer(`amount > ${limit}`, { amount })).toBe(amount > limit);
        expect(answer(`amount > ${limit}.0`, { amount })).toBe(amount > limit);
      }),
    );
  });

  it.each([
    ['amount / 0 > 1', 'division by zero'],
    ['amount / (payee.balance * 2) > 1', 'division by zero'],
    ['score / payee.balance < 1', 'division by zero'],
  ])('%s is an error and not infinity', (source, message) => {
    expect(() => answer(source)).toThrow(message);
  });

  it('that names the score has no answer for a payment without one', () => {
    expect(() => answer('score < 0.5', { score: null })).toThrow("'score'");
    expect(answer('amount > 1 || score < 0.5', { score: null })).toBe(true);
  });

  it('asks lists with the time of the payment', () => {
    expect(answer('inList("mules", address)', { atMs: 999 })).toBe(true);
    expect(answer('inList("mules", address)', { atMs: 1000 })).toBe(false);
    expect(answer('inList("mules", address)', { address: null })).toBe(false);
  });

  it.each([
    ['amout > 3', 0, "no fact of a payment is called 'amout'", "did you mean 'amount'?"],
    [
      'amount > 3 && features.payer_paid_count > 5',
      23,
      "the catalogue has no feature 'payer_paid_count'",
      "did you mean 'payer_paid_count_1h'?",
    ],
    ['payer.balanse > 1', 6, "payer has no 'balanse'", "did you mean 'balance'?"],
    ['inList("mule", payee.id)', 7, "there is no list 'mule'", "did you mean 'mules'?"],
    ['type == "trasfer"', 8, "type is never 'trasfer'", "did you mean 'transfer'?"],
    ['payee.kind in ["merchnt"]', 15, "kind is never 'merchnt'", "did you mean 'merchant'?"],
    ['amount > 1 and score > 1', 11, "'and' is no operator", 'write && for and, || for or, ! for not'],
    ['amount = 5', 7, "'=' does not compare", 'write == to compare'],
    ['amount >', 8, 'the expression ends too early', 'something is missing at its end'],
    ['(amount > 1', 11, 'the expression ends too early', 'something is missing at its end'],
    [
      'amount',
      null,
      'a rule answers yes or no; this is a number',
      'compare it with something, as in amount > 90000',
    ],
    ['1 < 2 && amount > "x"', 9, 'cannot be computed: number > text', null],
    ['type == type && amount > type', 16, 'cannot be computed: number > text', null],
    ['amount > 0xFF', 9, 'rules do not know the literal 0xFF', 'write numbers in decimals, such as 90000'],
    [
      'type.matches("^(a+)+$")',
      0,
      "rules have no function 'matches'",
      'one of startsWith, endsWith, contains',
    ],
    [
      '[1, 2].exists(x, x > 1)',
      0,
      "rules have no function 'exists'",
      'one of startsWith, endsWith, contains',
    ],
    ['features["balance_share"] > 1', 0, "rules do not use '[]'", expect.stringContaining('==')],
    ['amount % 100 == 0', 0, "rules do not use '%'", expect.stringContaining('==')],
  ])('%s is refused at %s: %s', (source, position, message, suggestion) => {
    expect(faults(source)[0]).toEqual({ position, message, suggestion });
  });

  it('names every unknown word at once', () => {
    expect(
      faults('amout > 1 && scor > 0.5 && features.none_such > 1').map(({ position }) => position),
    ).toEqual([0, 13, 36]);
  });

  it('that is too long or too deep is refused', () => {
    expect(faults(Array.from({ length: 300 }, () => 'amount > 1').join(' && '))).toHaveLength(1);
    expect(faults(`${'('.repeat(100)}amount > 1${')'.repeat(100)}`)).toHaveLength(1);
  });

  it('never throws at authoring, whatever is written', () => {
    const words = [
      'amount',
      'type',
      '>',
      '(',
      ')',
      '1',
      '"x"',
      '/',
      'features',
      '.',
      '&&',
      '==',
      'null',
      'é',
      '[',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 12 }), (parts) => {
        const compiled = compileExpression(parts.join(' '), sampleVocabulary);
        if (!compiled.ok) expect(compiled.faults.length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });
});
