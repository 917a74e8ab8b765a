import { describe, expect, it } from '@jest/globals';
import { parseLabelCsv } from './label-csv.js';

const header = 'payment_id,is_fraud,known_at,source';
const id = 'pay_01900000-0000-7000-8000-000000000000';

describe('a CSV of labels', () => {
  it('is read whatever the order of its columns', () => {
    expect(
      parseLabelCsv(`source,known_at,is_fraud,payment_id\nclaim,2026-11-01T00:00:00Z,true,${id}\n`),
    ).toEqual([{ paymentId: id, isFraud: true, knownAt: '2026-11-01T00:00:00Z', source: 'claim' }]);
  });

  it.each([
    ['pay_1,true,2026-11-01T00:00:00Z,claim', 'line 3, payment_id'],
    [`${id},yes,2026-11-01T00:00:00Z,claim`, 'line 3, is_fraud'],
    [`${id},true,yesterday,claim`, 'line 3, known_at'],
    [`${id},true,2026-11-01T00:00:00Z,verdict`, 'line 3, source'],
  ])('with a wrong line is refused by line and column: %s', (line, place) => {
    const good = `${id},false,2026-11-01T00:00:00Z,chargeback`;
    expect(() => parseLabelCsv(`${header}\n${good}\n${line}\n`)).toThrow(place);
  });

  it('without labels is refused', () => {
    expect(() => parseLabelCsv(`${header}\n`)).toThrow('no labels');
  });
});
