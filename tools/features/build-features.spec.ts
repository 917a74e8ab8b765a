import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parquetReadObjects } from 'hyparquet';
import { catalogue, emptyStates, observe } from '@paymo/features';
import type { LoggedPayment } from '../payment-log/read-payment-log.js';
import { buildFeatures } from './build-features.js';
import { featureTable } from './feature-page.js';

const party = (name: string, balanceMinor: number | null) => ({
  name,
  kind: 'customer' as const,
  balanceMinor,
});
const log: LoggedPayment[] = [1, 2, 3].map((line) => ({
  record: line,
  occurredAtMs: line * 3_600_000,
  payer: party('a', 1000),
  payee: party('b', null),
  type: 'transfer',
  amountMinor: 100 * line,
  isFraud: line === 3,
  knownAtMs: line * 3_600_000 + 86_400_000,
  deviceId: null,
  ipAddress: null,
}));

async function* rows(payments: LoggedPayment[], fault?: Error): AsyncGenerator<LoggedPayment> {
  for (const payment of payments) yield await Promise.resolve(payment);
  if (fault !== undefined) throw fault;
}

describe('a feature file', () => {
  it('holds the vector of each payment in the order of the log', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'features-')), 'x.parquet');
    expect(await buildFeatures(rows(log), path, () => undefined)).toEqual({ rows: 3, frauds: 1 });
    const bytes = await readFile(path);
    const read = await parquetReadObjects({
      file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer,
    });
    const states = emptyStates();
    const expected = log.map((payment) =>
      observe(states, {
        ...payment,
        payer: { ...payment.payer, accountId: 'a', balanceMinor: 1000 },
        payee: { ...payment.payee, accountId: 'b', balanceMinor: 0 },
      }),
    );
    expect(read.map((row) => catalogue.map(({ name }) => row[name]))).toEqual(expected);
    expect(read.map(({ is_fraud, payer }) => [is_fraud, payer])).toEqual([
      [false, 'a'],
      [false, 'a'],
      [true, 'a'],
    ]);
  });

  it('does not appear when a row cannot be read', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'features-')), 'x.parquet');
    await expect(buildFeatures(rows(log, new Error('line 5')), path, () => undefined)).rejects.toThrow(
      'line 5',
    );
    expect([existsSync(path), existsSync(`${path}.part`)]).toEqual([false, false]);
  });

  it('has the columns that the reference page lists', () => {
    const page = readFileSync('docs/reference/features.md', 'utf8');
    expect(page).toContain(featureTable());
  });
});
