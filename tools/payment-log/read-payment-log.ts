import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { CsvError, type Parser, parse } from 'csv-parse';
import { z } from 'zod';
import type { AccountKind, PaymentType } from '@paymo/features';
import { type ColumnReaders, columnReaders, RowFault } from './columns.js';
import type { Mapping } from './mapping.js';

export interface LoggedParty {
  readonly name: string;
  readonly kind: AccountKind;
  /** Balance before the payment in minor units; null where the log does not tell. */
  readonly balanceMinor: number | null;
}

/** One transfer of the log, in Paymo's terms. */
export interface LoggedPayment {
  /** Its place in the file, the header being 1. */
  readonly record: number;
  readonly occurredAtMs: number;
  readonly payer: LoggedParty;
  readonly payee: LoggedParty;
  readonly type: PaymentType;
  readonly amountMinor: number;
  /** The log's own label; null where it has none. */
  readonly isFraud: boolean | null;
  /** When that label became known; null where there is none. */
  readonly knownAtMs: number | null;
  readonly deviceId: string | null;
  readonly ipAddress: string | null;
}

/**
 * Reads a CSV of transfers, plain or gzip, row by row in its own order.
 *
 * @throws Error naming the line, the column and the fault of the first row that cannot be read.
 */
export async function* readPaymentLog(path: string, mapping: Mapping): AsyncGenerator<LoggedPayment> {
  let readers: ColumnReaders | undefined;
  let count = 0;
  try {
    for await (const record of records(path)) {
      count += 1;
      if (readers === undefined) readers = columnReaders(record, mapping);
      else yield toPayment(record, count, readers, mapping);
    }
  } catch (error) {
    if (error instanceof CsvError) throw new Error(`${path}: ${error.message}`, { cause: error });
    if (!(error instanceof RowFault)) throw error;
    throw new Error(`${path}: line ${await lineOf(path, count)}, ${error.message}`, { cause: error });
  }
}

/** The line on which a record ends. Found by reading anew: counting lines costs a fifth of reading. */
async function lineOf(path: string, recordNumber: number): Promise<number> {
  let records = 0;
  for await (const row of openCsv(path, true)) {
    records += 1;
    if (records === recordNumber) return rowWithInfo.parse(row).info.lines;
  }
  throw new Error(`${path} has changed while it was read`);
}

/** The parser gives arrays of texts, as its options ask; its type does not tell. */
function records(path: string): AsyncIterable<readonly string[]> {
  return openCsv(path, false);
}

const dayMs = 86_400_000;

const rowWithInfo = z.object({ info: z.object({ lines: z.number() }) });

function openCsv(path: string, isCountingLines: boolean): Parser {
  const file = createReadStream(path);
  const parser = parse({ info: isCountingLines, skip_empty_lines: true, bom: true, trim: true });
  file.on('error', (error) => parser.destroy(error));
  if (!path.endsWith('.gz')) return file.pipe(parser);
  const unzipped = createGunzip();
  unzipped.on('error', (error) => parser.destroy(error));
  return file.pipe(unzipped).pipe(parser);
}

function toPayment(
  row: readonly string[],
  record: number,
  read: ColumnReaders,
  mapping: Mapping,
): LoggedPayment {
  const rule = mapping.types[read.type.text(row)] ?? { type: 'transfer', isReversed: false };
  const first = party(read.payer.name(row), read.payerBalance.balance(row), mapping);
  const second = party(read.payee.name(row), read.payeeBalance.balance(row), mapping);
  const occurredAtMs = read.time.time(row);
  const isFraud = read.label.label(row);
  const knownAtMs = read.knownAt.timeIfGiven(row) ?? occurredAtMs + mapping.labelDelayDays * dayMs;
  return {
    record,
    occurredAtMs,
    payer: rule.isReversed ? second : first,
    payee: rule.isReversed ? first : second,
    type: rule.type,
    amountMinor: read.amount.amount(row),
    isFraud,
    knownAtMs: isFraud === null ? null : knownAtMs,
    deviceId: read.device.optionalText(row),
    ipAddress: read.ipAddress.optionalText(row),
  };
}

function party(name: string, balanceMinor: number | null, mapping: Mapping): LoggedParty {
  return { name, kind: mapping.merchants.test(name) ? 'merchant' : 'customer', balanceMinor };
}
