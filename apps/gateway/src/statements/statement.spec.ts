import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { PDFDocument } from 'pdf-lib';
import type { Entry } from './entry.js';
import { inMainUnits, statementOf } from './statement.js';
import { statementCsv } from './statement-csv.js';
import { statementFormOf } from './statement-form.js';
import { statementPdf } from './statement-pdf.js';

const account = {
  accountId: '0198f5a2-7c1e-7b30-9d42-6f0a1c2b3d4e',
  accountName: 'Everyday',
  currency: 'GBP',
  from: '2026-11-01',
  to: '2026-11-30',
};

function entry(change: Partial<Entry> = {}): Entry {
  return {
    id: '0198f5a2-0000-7b30-9d42-6f0a1c2b3d4e',
    kind: 'payment',
    isOut: true,
    amountMinor: 1250n,
    currency: 'GBP',
    counterpartyId: '0198f5a2-1111-7b30-9d42-6f0a1c2b3d4e',
    counterpartyName: 'Ben',
    paymentId: null,
    reference: null,
    message: undefined,
    bookedAt: new Date('2026-11-28T10:00:00Z'),
    place: '',
    ...change,
  };
}

const entries = fc.array(
  fc
    .record({ isOut: fc.boolean(), amountMinor: fc.bigInt(1n, 10n ** 12n), reference: fc.string() })
    .map((change) => entry(change)),
  { maxLength: 30 },
);

describe('a statement', () => {
  it('closes with its opening balance and all entries, in JSON as in CSV', () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 12n), 10n ** 12n), entries, (openingMinor, moved) => {
        const statement = statementOf({ ...account, openingMinor }, moved);
        const sum = moved.reduce((all, each) => all + (each.isOut ? -1n : 1n) * each.amountMinor, 0n);
        expect(statement.closingMinor).toBe(openingMinor + sum);
        expect(statement.lines.at(-1)?.balanceMinor ?? openingMinor).toBe(statement.closingMinor);

        const rows: Record<string, string>[] = parse(statementCsv(statement), { columns: true });
        expect(rows).toHaveLength(moved.length + 2);
        expect(rows.at(-1)?.['balance']).toBe(inMainUnits(statement.closingMinor, 'GBP'));
      }),
    );
  });

  it.each([
    [1250n, 'GBP', '12.50'],
    [-5n, 'GBP', '-0.05'],
    [0n, 'GBP', '0.00'],
    [-1250n, 'JPY', '-1250'],
    [1234567n, 'BHD', '1234.567'],
  ])('writes %s minor units of %s as %s', (minor, currency, text) => {
    expect(inMainUnits(minor, currency)).toBe(text);
  });

  it.each(['=1+1', '+44', '-1', '@SUM(A1)', '|cmd', '\t=1', ' =1', '＝1'])(
    'keeps a spreadsheet from running "%s"',
    (reference) => {
      const csv = statementCsv(statementOf({ ...account, openingMinor: 0n }, [entry({ reference })]));
      const [, row] = parse<Record<string, string>>(csv, { columns: true });
      expect(row?.['reference']).toBe(`'${reference}`);
      expect(row?.['amount']).toBe('-12.50');
    },
  );

  it('is a PDF of as many pages as it needs, whatever people wrote', async () => {
    const odd = [entry({ counterpartyName: '王小明 🎉', reference: 'Wide '.repeat(60) })];
    const many = [...odd, ...Array.from({ length: 119 }, () => entry())];
    const bytes = await statementPdf(statementOf({ ...account, openingMinor: 10n ** 9n }, many));
    const document = await PDFDocument.load(bytes);
    expect(document.getPageCount()).toBe(3);
    expect(document.getTitle()).toBe('Statement 2026-11-01 to 2026-11-30');
  });

  it.each([
    [undefined, 'application/json'],
    ['*/*', 'application/json'],
    ['text/csv', 'text/csv'],
    ['Text/CSV; charset=utf-8', 'text/csv'],
    ['text/*', 'text/csv'],
    ['application/json;q=0.5, application/pdf', 'application/pdf'],
    ['application/pdf;q=0, text/csv;q=0.1', 'text/csv'],
    ['image/png', 'application/json'],
    ['text/csv;q=x', 'application/json'],
  ] as const)('comes for Accept: %s as %s', (accept, form) => {
    expect(statementFormOf(accept)).toBe(form);
  });
});
