import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { parseMapping } from './mapping.js';
import { type LoggedPayment, readPaymentLog } from './read-payment-log.js';

const plain = { time: 'when', payer: 'from', payee: 'to', amount: 'sum' };

async function read(
  csv: string | Buffer,
  mapping: object = plain,
  name = 'log.csv',
): Promise<LoggedPayment[]> {
  const path = join(await mkdtemp(join(tmpdir(), 'log-')), name);
  await writeFile(path, csv);
  const payments: LoggedPayment[] = [];
  for await (const payment of readPaymentLog(path, parseMapping(mapping, 'M.json'))) payments.push(payment);
  return payments;
}

describe('a log of transfers', () => {
  it('is read by the columns that the mapping names', async () => {
    const [payment] = await read('sum,to,from,when,more\n12.50,M1,ada,2026-03-01T10:00:00Z,x\n');
    expect(payment).toEqual({
      record: 2,
      occurredAtMs: Date.UTC(2026, 2, 1, 10),
      payer: { name: 'ada', kind: 'customer', balanceMinor: null },
      payee: { name: 'M1', kind: 'merchant', balanceMinor: null },
      type: 'transfer',
      amountMinor: 1250,
      isFraud: null,
      knownAtMs: null,
      deviceId: null,
      ipAddress: null,
    });
  });

  it('may be compressed, begin with a byte-order mark and quote its fields', async () => {
    const csv = '\ufeffwhen,from,to,sum\n0,"Smith, A","B ""x""",1\n';
    const [payment] = await read(gzipSync(csv), plain, 'log.csv.gz');
    expect([payment?.payer.name, payment?.payee.name]).toEqual(['Smith, A', 'B "x"']);
  });

  const times: [text: string, ms: number][] = [
    ['2', Date.UTC(2026, 0, 1, 2)],
    ['1767225600', Date.UTC(2026, 0, 1)],
    ['1767225600000', Date.UTC(2026, 0, 1)],
    ['2026-01-01T00:00:00+01:00', Date.UTC(2025, 11, 31, 23)],
  ];
  it.each(times)('has times such as %s', async (text, ms) => {
    expect((await read(`when,from,to,sum\n${text},a,b,1\n`))[0]?.occurredAtMs).toBe(ms);
  });

  it('may name the receiver first, know balances, types and labels', async () => {
    const mapping = {
      ...plain,
      type: 'kind',
      label: 'fraud',
      payerBalance: 'before',
      types: { IN: { type: 'cash_in', isReversed: true } },
    };
    const rows = await read(
      'when,from,to,sum,kind,fraud,before\n0,a,M,5,IN,1,-0.07\n0,a,b,5,OTHER,0,\n',
      mapping,
    );
    expect(rows[0]).toMatchObject({
      payer: { name: 'M' },
      payee: { name: 'a', balanceMinor: -7 },
      type: 'cash_in',
      isFraud: true,
    });
    expect(rows[1]).toMatchObject({
      payer: { name: 'a', balanceMinor: null },
      type: 'transfer',
      isFraud: false,
    });
  });

  const decimals: [decimals: number, text: string, minor: number][] = [
    [0, '500', 500],
    [2, '0.1', 10],
    [2, '1.10', 110],
    [2, '1.1000', 110],
    [3, '1.234', 1234],
  ];
  it.each(decimals)('with %i decimals reads %s exactly', async (count, text, minor) => {
    expect(
      (await read(`when,from,to,sum\n0,a,b,${text}\n`, { ...plain, decimals: count }))[0]?.amountMinor,
    ).toBe(minor);
  });

  const faults: [row: string, says: string][] = [
    ['0,a,b,1.234', 'line 3, column "sum": "1.234" is not a decimal number with at most 2 decimals'],
    ['0,a,b,-1', 'column "sum": "-1" is not an amount above zero'],
    ['0,a,b,abc', 'column "sum"'],
    ['0,a,b,', 'column "sum": "" is not'],
    ['soon,a,b,1', 'column "when": "soon" is not a time'],
    ['0,,b,1', 'column "from": "" is not an account name'],
    ['0,a,b', 'line 3'],
  ];
  it.each(faults)('with the row %s says what is wrong and where', async (row, says) => {
    await expect(read(`when,from,to,sum\n0,a,b,1\n${row}\n`)).rejects.toThrow(says);
  });

  it('that lacks a column is refused, with those that it has', async () => {
    await expect(read('when,from,payee,sum\n')).rejects.toThrow(
      'no column named to; the file has when, from, payee, sum',
    );
  });

  it('that is not there is refused', async () => {
    const missing = readPaymentLog('nowhere.csv', parseMapping(plain, 'M'));
    await expect(missing.next()).rejects.toThrow(/ENOENT/);
  });
});

describe('a mapping', () => {
  it('that is wrong lists all that is', () => {
    const wrong = { time: 'a', payer: 'b', amount: 1, decimals: 9, merchants: '(', colour: 'red' };
    const attempt = (): unknown => parseMapping(wrong, 'M.json');
    for (const part of ['M.json', 'payee', 'amount', 'decimals', 'merchants', 'colour'])
      expect(attempt).toThrow(part);
  });
});
