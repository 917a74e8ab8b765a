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
  readonly key: string;
  readonly fingerprint: Buffer;
  readonly answer_status: number;
  readonly answer_body: string;
}

const claim: Statement = {
  name: 'claim_keys',
  text: `
    INSERT INTO idempotency_keys (key, fingerprint) SELECT * FROM unnest($1::text[], $2::bytea[]) ORDER BY 1
    ON CONFLICT DO NOTHING RETURNING key`,
};

const readKeys: Statement = {
  name: 'read_keys',
  text: 'SELECT key, fingerprint, answer_status, answer_body FROM idempotency_keys WHERE key = ANY($1::text[])',
};

const release: Statement = {
  name: 'release_keys',
  text: 'DELETE FROM idempotency_keys WHERE key = ANY($1::text[])',
};

const store: Statement = {
  name: 'store_answers',
  text: `
    UPDATE idempotency_keys k SET answer_status = u.status, answer_body = u.body
    FROM unnest($1::text[], $2::smallint[], $3::text[]) AS u(key, status, body) WHERE k.key = ANY($1::text[]) AND k.key = u.key`,
};

/** What a key says of a request: it is new, it was answered before, or it came with another request. */
type KeyCheck =
  | { readonly kind: 'new' }
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'refused'; readonly error: PaymoError };

/** Claims different keys, in the order of their text: a request waits for another one with its key. */
export async function claimKeys(
  transaction: Transaction,
  requests: readonly KeyedRequest[],
): Promise<KeyCheck[]> {
  const rows = await transaction.query<{ key: string }>(claim, [
    requests.map(({ key }) => key),
    requests.map(({ fingerprint }) => fingerprint),
  ]);
  const claimed = new Set(rows.map(({ key }) => key));
  const used = requests.flatMap(({ key }) => (claimed.has(key) ? [] : [key]));
  const usedRows = used.length === 0 ? [] : await transaction.query<KeyRow>(readKeys, [used]);
  const rowOf = new Map(usedRows.map((row) => [row.key, row]));
  return requests.map((request) =>
    claimed.has(request.key) ? { kind: 'new' } : checkUsed(request, rowOf.get(request.key)),
  );
}

function checkUsed({ fingerprint }: KeyedRequest, row: KeyRow | undefined): KeyCheck {
  if (row?.fingerprint.equals(fingerprint) === true) {
    const answer = { status: row.answer_status, body: row.answer_body, isReplay: true };
    return { kind: 'answered', answer };
  }
  const detail = 'Use a fresh key for another request; this one belongs to a request with another body.';
  return { kind: 'refused', error: new PaymoError('conflict.idempotency_key_reused', detail) };
}

/** Forgets keys whose requests were refused: those may be repeated. */
export function releaseKeys(transaction: Transaction, keys: readonly string[]): void {
  transaction.write(release, [keys]);
}

export function storeAnswers(
  transaction: Transaction,
  answers: readonly { readonly key: string; readonly status: number; readonly body: string }[],
): void {
  if (answers.length === 0) return;
  transaction.write(store, [
    answers.map(({ key }) => key),
    answers.map(({ status }) => status),
    answers.map(({ body }) => body),
  ]);
}

/**
 * Answers requests with one key once, and those that follow with the same bytes: key, work and answer are one
 * transaction, so a second request waits for the first. A request that is refused leaves no trace, and may be repeated.
 *
 * @throws PaymoError `conflict.idempotency_key_reused` when the key came with another request before
 */
export function answerOnce(
  outbox: Outbox,
  request: KeyedRequest,
  status: number,
  work: (transaction: AnnouncingTransaction) => Promise<unknown>,
): Promise<Answer> {
  return outbox.transaction(async (transaction) => {
    const [check] = await claimKeys(transaction, [request]);
    if (check?.kind === 'refused') throw check.error;
    if (check?.kind === 'answered') return check.answer;
    const body = JSON.stringify(await work(transaction));
    storeAnswers(transaction, [{ key: request.key, status, body }]);
    return { status, body, isReplay: false };
  });
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
