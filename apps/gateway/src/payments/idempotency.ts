import { hash } from 'node:crypto';
import { PaymoError, type Transaction } from '@paymo/platform';
import * as sql from './payment-statements.js';

/** The bytes that a request is answered with. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

export interface KeyedRequest {
  readonly key: string;
  readonly fingerprint: Buffer;
  readonly paymentId: string;
}

/** What an idempotency key says of a request: it is new, it was answered before, or it must not be answered. */
export type KeyCheck =
  | { readonly kind: 'new' }
  | { readonly kind: 'replay'; readonly answer: Answer }
  | { readonly kind: 'refused'; readonly error: PaymoError };

/** Claims the keys of a batch. Of several requests with one key in a batch only the first can be new. */
export async function claimKeys(
  transaction: Transaction,
  requests: readonly KeyedRequest[],
): Promise<KeyCheck[]> {
  if (requests.length === 0) return [];
  const firsts = new Map<string, KeyedRequest>();
  for (const request of requests) if (!firsts.has(request.key)) firsts.set(request.key, request);
  const candidates = [...firsts.values()];

  const claimedRows = await transaction.query<{ key: string }>(sql.claimKeys, [
    candidates.map(({ key }) => key),
    candidates.map(({ fingerprint }) => fingerprint),
    candidates.map(({ paymentId }) => paymentId),
  ]);
  const claimed = new Set(claimedRows.map(({ key }) => key));
  const used = candidates.filter(({ key }) => !claimed.has(key)).map(({ key }) => key);
  const usedRows = used.length === 0 ? [] : await transaction.query<sql.KeyRow>(sql.readKeys, [used]);
  const rows = new Map(usedRows.map((row) => [row.key, row]));

  return requests.map((request) => {
    const first = firsts.get(request.key);
    if (first === request && claimed.has(request.key)) return { kind: 'new' };
    const row = rows.get(request.key);
    const fingerprint = row?.fingerprint ?? first?.fingerprint;
    return checkUsed(request, fingerprint, row);
  });
}

function checkUsed(
  request: KeyedRequest,
  fingerprint: Buffer | undefined,
  row: sql.KeyRow | undefined,
): KeyCheck {
  if (fingerprint === undefined || !fingerprint.equals(request.fingerprint)) {
    const detail = 'Use a fresh key for another payment; this one belongs to a request with another body.';
    return { kind: 'refused', error: new PaymoError('conflict.idempotency_key_reused', detail) };
  }
  if (row === undefined || row.answer_status === null || row.answer_body === null) {
    const detail = 'Repeat the request in a second; it will then be answered as the first was.';
    return {
      kind: 'refused',
      error: new PaymoError('conflict.idempotency_key_in_use', detail, { retryAfterSeconds: 1 }),
    };
  }
  return { kind: 'replay', answer: { status: row.answer_status, body: row.answer_body } };
}

/** Stores answers for those of the requests that have none yet. */
export function storeAnswers(
  transaction: Transaction,
  answers: readonly { readonly key: string; readonly answer: Answer }[],
): void {
  if (answers.length === 0) return;
  transaction.write(sql.storeAnswers, [
    answers.map(({ key }) => key),
    answers.map(({ answer }) => answer.status),
    JSON.stringify(answers.map(({ answer }) => answer.body)),
  ]);
}

/** SHA-256 over the checked fields of a request in a fixed order: says whether two requests ask for the same. */
export function fingerprint(fields: readonly (string | number | null)[]): Buffer {
  return hash('sha256', JSON.stringify(fields), 'buffer');
}
