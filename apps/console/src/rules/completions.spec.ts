import { describe, expect, it } from '@jest/globals';
import { completionsAt } from './completions.js';

const words = [
  'amount',
  'features.amount_to_mean',
  'features.payer_paid_count_1h',
  'payer.id',
  'payer.balance',
].map((name) => ({ name, type: 'number', meaning: '' }));

function namesAt(marked: string): [from: number, ...names: string[]] {
  const cursor = marked.indexOf('|');
  const { from, words: found } = completionsAt(marked.replace('|', ''), cursor, words);
  return [from, ...found.map(({ name }) => name)];
}

describe('completions of an expression', () => {
  it.each([
    ['|', [0]],
    ['am|', [0, 'amount', 'features.amount_to_mean']],
    ['amount > 5 && payer.|', [14, 'payer.id', 'payer.balance']],
    ['paid_co|', [0, 'features.payer_paid_count_1h']],
    ['PAYER.B|', [0, 'payer.balance']],
    ['amount|', [0, 'features.amount_to_mean']],
    ["type == 'am|", [9]],
    ["type == 'x' && am|", [15, 'amount', 'features.amount_to_mean']],
    ['am|ount', [0, 'amount', 'features.amount_to_mean']],
    ['12|', [2]],
  ])('of %s', (marked, expected) => {
    expect(namesAt(marked)).toEqual(expected);
  });
});
