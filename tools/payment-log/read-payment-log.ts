import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CsvError, parse } from 'csv-parse';
import { z } from 'zod';
import type { AccountKind, PaymentType } from '@paymo/features';
import { type ColumnReader, columnReaders, RowFault } from './columns.js';
import type { Mapping } from './mapping.js';

export interface LoggedParty {
  readonly name: string;
  readonly kind: AccountKind;
  /** Balance before the payment in minor units; null where the log does not tell. */
  readonly balanceMinor: number | null;
}

/** One transfer of the log, in Paymo's terms. */
export interface LoggedPayment {
  /** The line in the file, the header being line 1. */
  readonly line: number;
  readonly occurredAtMs: number;
  readonly payer: LoggedParty;
  readonly payee: LoggedParty;
  readonly type: PaymentType;
  readonly amountMinor: number;
  /** The log's own label; null where it has none. */
  readonly isFraud: boolean | null;
}

/**
 * Reads a CSV of transfers, plain or gzip, row by row in its own order.
 *
 * @throws Error naming the line, the column and the fault of the first row that cannot be read.
 */
export async function* readPaymentLog(path: string, mapping: Mapping): AsyncGenerator<LoggedPayment> {
  const rows = openCsv(path);
  let readers: ReturnType<typeof columnReaders> | undefined;
  try {
    for await (const row of rows) {
      const { record, info } = csvRow.parse(row);
      if (readers === undefined) {
        readers = columnReaders(record, mapping);
        continue;
      }
      yield toPayment(record, info.lines, readers, mapping);
    }
  } catch (error) {
    if (error instanceof RowFault || error instanceof CsvError) {
      throw new Error(`${path}: ${error.message}`, { cause: error });
    }
    throw error;
  }
}

const csvRow = z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) });

function openCsv(path: string): Readable {
  const file = createReadStream(path);
  const parser = parse({ info: true, skip_empty_lines: true, bom: true, trim: true });
  file.on('error', (error) => parser.destroy(error));
  if (!path.endsWith('.gz')) return file.pipe(parser);
  const unzipped = createGunzip();
  unzipped.on('error', (error) => parser.destroy(error));
  return file.pipe(unzipped).pipe(parser);
}

function toPayment(
  record: readonly string[],
  line: number,
  read: Record<
    'time' | 'payer' | 'payee' | 'amount' | 'type' | 'label' | 'payerBalance' | 'payeeBalance',
    ColumnReader
  >,
  mapping: Mapping,
): LoggedPayment {
  const rule = mapping.types[read.type.text(record)] ?? { type: 'transfer', isReversed: false };
  const first = party(read.payer.name(record, line), read.payerBalance.balance(record, line), mapping);
  const second = party(read.payee.name(record, line), read.payeeBalance.balance(record, line), mapping);
  return {
    line,
    occurredAtMs: read.time.time(record, line),
    payer: rule.isReversed ? second : first,
    payee: rule.isReversed ? first : second,
    type: rule.type,
    amountMinor: read.amount.amount(record, line),
    isFraud: read.label.label(record, line),
  };
}

function party(name: string, balanceMinor: number | null, mapping: Mapping): LoggedParty {
  return { name, kind: mapping.merchants.test(name) ? 'merchant' : 'customer', balanceMinor };
}
