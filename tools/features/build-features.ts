import { rename, rm } from 'node:fs/promises';
import { fileWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import { catalogue, emptyStates, observe, type PartyFacts } from '@paymo/features';
import type { LoggedParty, LoggedPayment } from '../payment-log/read-payment-log.js';

const rowsPerGroup = 50_000;

const schema: SchemaElement[] = [
  { name: 'root', num_children: 4 + catalogue.length },
  { name: 'occurred_at_ms', type: 'DOUBLE', repetition_type: 'REQUIRED' },
  { name: 'payer', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
  { name: 'payee', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
  { name: 'is_fraud', type: 'BOOLEAN', repetition_type: 'OPTIONAL' },
  ...catalogue.map(({ name }): SchemaElement => ({ name, type: 'DOUBLE', repetition_type: 'REQUIRED' })),
];

type Cell = number | string | boolean | null;

/**
 * Writes one row a payment: when, who, the label and the feature vector, in the order of the log.
 *
 * The file appears under its name only when it is whole.
 */
export async function buildFeatures(
  payments: AsyncIterable<LoggedPayment>,
  outPath: string,
  onRows: (rows: number) => void,
): Promise<{ rows: number; frauds: number }> {
  const partPath = `${outPath}.part`;
  const file = fileWriter(partPath);
  const parquet = new ParquetWriter({ writer: file, schema });
  const states = emptyStates();
  let columns = emptyColumns();
  let rows = 0;
  let frauds = 0;

  const flush = async (): Promise<void> => {
    await parquet.write({
      columnData: columns.map((data, index) => ({ name: schema[index + 1]?.name ?? '', data })),
      rowGroupSize: rowsPerGroup,
    });
    columns = emptyColumns();
    onRows(rows);
  };

  try {
    for await (const payment of payments) {
      const vector = observe(states, {
        payer: partyFacts(payment.payer),
        payee: partyFacts(payment.payee),
        type: payment.type,
        amountMinor: payment.amountMinor,
        occurredAtMs: payment.occurredAtMs,
      });
      const row: Cell[] = [
        payment.occurredAtMs,
        payment.payer.name,
        payment.payee.name,
        payment.isFraud,
        ...vector,
      ];
      row.forEach((cell, index) => columns[index]?.push(cell));
      rows += 1;
      frauds += Number(payment.isFraud);
      if (rows % rowsPerGroup === 0) await flush();
    }
    if (rows % rowsPerGroup !== 0) await flush();
    await parquet.finish();
    await rename(partPath, outPath);
  } catch (error) {
    await rm(partPath, { force: true });
    throw error;
  }
  return { rows, frauds };
}

function emptyColumns(): Cell[][] {
  return Array.from({ length: schema.length - 1 }, () => []);
}

/** A log without balances counts them as 0. */
function partyFacts(party: LoggedParty): PartyFacts {
  return { accountId: party.name, kind: party.kind, balanceMinor: party.balanceMinor ?? 0 };
}
