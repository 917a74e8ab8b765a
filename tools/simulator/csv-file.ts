import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { LabelledPayment } from './simulate.js';

const header =
  'time,payer,payee,amount,type,payer_balance,payee_balance,device,ip,is_fraud,known_at,typology\n';
const chunkCharacters = 262_144;

/**
 * Writes payments as CSV, compressed when the name ends in `.gz`; the bytes depend on the payments alone, for zlib
 * leaves the time out of its header. Times are milliseconds since 1970, amounts and balances decimal.
 *
 * The file appears under its name only when it is whole.
 */
export async function writePayments(path: string, payments: Iterable<LabelledPayment>): Promise<void> {
  const partPath = `${path}.part`;
  const chunks = Readable.from(csvChunks(payments), { objectMode: true, highWaterMark: 2 });
  const file = createWriteStream(partPath);
  try {
    if (path.endsWith('.gz')) await pipeline(chunks, createGzip(), file);
    else await pipeline(chunks, file);
    await rename(partPath, path);
  } catch (error) {
    await rm(partPath, { force: true });
    throw error;
  }
}

export function* csvChunks(payments: Iterable<LabelledPayment>): Generator<string> {
  let chunk = header;
  for (const payment of payments) {
    chunk += csvRow(payment);
    if (chunk.length < chunkCharacters) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}

function csvRow({ payment, knownAtMs }: LabelledPayment): string {
  const { atMs, payer, payee, amountMinor, type, payerBalanceMinor, payeeBalanceMinor, origin, fraud } =
    payment;
  const balances = `${decimal(payerBalanceMinor)},${decimal(payeeBalanceMinor)}`;
  const from = origin === null ? ',' : `${origin.device},${origin.ip}`;
  const truth = `${fraud === null ? 0 : 1},${knownAtMs ?? ''},${fraud?.campaign.typology ?? ''}`;
  return `${atMs},${payer},${payee},${decimal(amountMinor)},${type},${balances},${from},${truth}\n`;
}

function decimal(minor: number | null): string {
  if (minor === null) return '';
  const pence = minor % 100;
  return `${(minor - pence) / 100}.${pence < 10 ? '0' : ''}${pence}`;
}
