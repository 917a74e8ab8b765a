import { createHash } from 'node:crypto';
import type { AnnouncingTransaction, Outbox } from '@paymo/messaging';
import {
  type Caller,
  idempotencyKeyOf,
  PaymoError,
  scopedKey,
  type Statement,
  type Transaction,
} from '@paymo/platform';

/** The bytes that a request is answered with. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly isReplay: boolean;
}

export interface KeyedRequest {
  readonly key: string;
  /** SHA-256 over what is asked. */
  readonly fingerprint: Buffer;
}

interface KeyRow {
  readonly fingerprint: Buffer;
  readonly answer_status: number;
  readonly answer_body: string;
}

const claimKey: Statement = {
  name: 'claim_key',
  text: `INSERT INTO idempotency_keys (key, fingerprint) VALUES ($1, $2::bytea) ON CONFLICT DO NOTHING RETURNING key`,
};

const readKey: Statement = {
  name: 'read_key',
  text: 'SELECT fingerprint, answer_status, answer_body FROM idempotency_keys WHERE key = $1',
};

const storeAnswer: Statement = {
  name: 'store_answer',
  text: 'UPDATE idempotency_keys SET answer_status = $2, answer_body = $3 WHERE key = $1',
};

/**
 * Answers requests with one key once, and those that follow with the same bytes: key, work and answer are one
 * transaction, so a second request waits for the first. A request that is refused leaves no trace, and may be repeated.
 *
 * @throws PaymoError `conflict.idempotency_key_reused` when the key came with another request before
 */
export function answerOnce(
  outbox: Outbox,
  { key, fingerprint }: KeyedRequest,
  status: number,
  work: (transaction: AnnouncingTransaction) => Promise<unknown>,
): Promise<Answer> {
  return outbox.transaction(async (transaction) => {
    const hex = `\\x${fingerprint.toString('hex')}`;
    const claimed = await transaction.query(claimKey, [key, hex]);
    if (claimed.length === 0) return replay(transaction, key, fingerprint);
    const body = JSON.stringify(await work(transaction));
    transaction.write(storeAnswer, [key, status, body]);
    return { status, body, isReplay: false };
  });
}

async function replay(transaction: Transaction, key: string, fingerprint: Buffer): Promise<Answer> {
  const [row] = await transaction.query<KeyRow>(readKey, [key]);
  if (row?.fingerprint.equals(fingerprint) === true)
    return { status: row.answer_status, body: row.answer_body, isReplay: true };
  const detail = 'Use a fresh key for another request; this one belongs to a request with another body.';
  throw new PaymoError('conflict.idempotency_key_reused', detail);
}

/** @throws PaymoError when the header is missing or not 1 to 255 visible ASCII characters */
export function keyedRequest(
  { subject }: Caller,
  header: string | undefined,
  asked: readonly unknown[],
): KeyedRequest {
  return {
    key: scopedKey(subject, String(asked[0]), idempotencyKeyOf(header)),
    fingerprint: createHash('sha256').update(JSON.stringify(asked)).digest(),
  };
}
