import { hash } from 'node:crypto';
import { PaymoError, type Statement, type Transaction } from '@paymo/platform';
import type { Case } from '../cases/case.entity.js';
import { type CaseView, caseView } from '../cases/case-view.js';
import type { VerdictRequest } from './verdict-request.js';

export interface JudgedCase extends CaseView {
  /** Until then the verdict can be undone and has no effect; null when it is final, or only a proposal. */
  readonly undoUntil: string | null;
}

/** What is judged, and how. */
type Asked = readonly [caseId: string, request: VerdictRequest];

/** Of those who send one key at once, one goes on and the others wait for its answer. */
const lockKey: Statement = {
  name: 'lock_verdict_key',
  text: 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))',
};

const selectAnswer: Statement = {
  name: 'select_verdict_answer',
  text: 'SELECT request, answer FROM verdict_answers WHERE key = $1',
};

const insertAnswer: Statement = {
  name: 'insert_verdict_answer',
  text: 'INSERT INTO verdict_answers (key, case_id, request, answer) VALUES ($1, $2, $3, $4)',
};

const selectJudged: Statement = {
  name: 'select_judged_case',
  text: `
    SELECT id, payment_id AS "paymentId", payer_id AS "payerId", payee_id AS "payeeId", amount_minor AS "amountMinor",
      currency, type, score, reasons, rules, model, status, occurred_at AS "occurredAt", opened_at AS "openedAt",
      deadline_at AS "deadlineAt", expected_loss_minor AS "expectedLossMinor", lane, holder,
      leased_until AS "leasedUntil", snoozed_until AS "snoozedUntil", waiting_until AS "waitingUntil",
      proposed_by AS "proposedBy", merged_into AS "mergedInto", tags,
      closed_at AS "closedAt", reviewer, note, reason
    FROM cases WHERE id = $1`,
};

/**
 * What a verdict was answered under a key before; null when the key is new.
 *
 * @throws PaymoError `conflict.idempotency_key_reused`
 */
export async function findAnswer(
  transaction: Transaction,
  key: string,
  asked: Asked,
): Promise<JudgedCase | null> {
  transaction.write(lockKey, [key]);
  const rows = await transaction.query<{ request: string; answer: JudgedCase }>(selectAnswer, [key]);
  const [kept] = rows;
  if (kept === undefined) return null;
  if (kept.request === hashOf(asked)) return kept.answer;
  throw new PaymoError('conflict.idempotency_key_reused', 'The key was sent before, with another verdict.');
}

export function keepAnswer(transaction: Transaction, key: string, asked: Asked, answer: JudgedCase): void {
  transaction.write(insertAnswer, [key, asked[0], hashOf(asked), JSON.stringify(answer)]);
}

/** The case as the transaction leaves it. */
export async function readJudged(
  transaction: Transaction,
  caseId: string,
  undoUntil: Date | null,
): Promise<JudgedCase> {
  const [judged] = await transaction.query<Case>(selectJudged, [caseId]);
  if (judged === undefined) throw new Error('the transaction holds the case');
  return { ...caseView(judged), undoUntil: undoUntil?.toISOString() ?? null };
}

function hashOf(asked: Asked): string {
  return hash('sha256', JSON.stringify(asked), 'base64url');
}
