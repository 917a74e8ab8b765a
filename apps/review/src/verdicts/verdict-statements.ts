import type { Statement } from '@paymo/platform';
import type { CaseStatus, Lane } from '../cases/case.entity.js';

/** What a verdict depends on. */
export interface LockedCase {
  readonly id: string;
  readonly payment_id: string;
  readonly payer_id: string;
  /** Minor units, as text. */
  readonly amount_minor: string;
  readonly status: CaseStatus;
  readonly lane: Lane;
  readonly holder: string | null;
  readonly leased_until: Date | null;
  readonly proposed_by: string | null;
  readonly reviewer: string | null;
  readonly closed_at: Date | null;
  readonly deadline_at: Date;
  /** Until then its payer may answer a question. */
  readonly waiting_until: Date | null;
  /** Of the rules that hit. */
  readonly rule_ids: readonly string[];
  /** The case that it is a part of. */
  readonly merged_into: string | null;
  /** Whether the analyst owns an account that the payment comes from or goes to. */
  readonly is_own: boolean;
}

function lockingOf(what: string): string {
  return `
    SELECT id, payment_id, payer_id, amount_minor, status, lane, holder, leased_until, proposed_by, reviewer, closed_at,
      deadline_at, waiting_until, merged_into,
      array(SELECT r->>'ruleId' FROM json_array_elements(rules) AS r) AS rule_ids, EXISTS (
        SELECT FROM account_owners o WHERE o.account_id IN (payer_id, payee_id) AND o.owner = $2) AS is_own
    FROM cases WHERE ${what} ORDER BY id FOR UPDATE`;
}

/** Case `$1` for analyst `$2`: of those who judge at once, one goes on and the others wait to see what it did. */
export const lockCase: Statement = { name: 'lock_case', text: lockingOf('id = $1') };

/** What is merged into case `$1`. A statement of its own, behind the lock: a merge that the lock waited for is seen. */
export const lockParts: Statement = {
  name: 'lock_parts',
  text: lockingOf(`merged_into = $1 AND status = 'open'`),
};

export const closeCase: Statement = {
  name: 'close_case',
  text: `
    UPDATE cases SET status = $2, closed_at = $3, reviewer = $4, note = $5, reason = $6, displayed = $7, dwell_ms = $8,
      holder = NULL, leased_until = NULL
    WHERE id = $1`,
};

/** The first of two releases. */
export const proposeRelease: Statement = {
  name: 'propose_release',
  text: `
    UPDATE cases SET lane = 'second', proposed_by = $2, note = $3, holder = NULL, leased_until = NULL
    WHERE id = $1`,
};

export const keepUntilDue: Statement = {
  name: 'keep_verdict_until_due',
  text: 'INSERT INTO due_verdicts (case_id, due_at, traceparent) VALUES ($1, $2, $3)',
};

export interface DueVerdictRow {
  readonly payment_id: string;
  readonly payer_id: string;
  readonly status: CaseStatus;
  readonly reviewer: string;
  readonly closed_at: Date;
  readonly traceparent: string;
}

/** Takes verdicts whose time is up; whoever deletes one has to publish it. */
export const takeDueVerdicts: Statement = {
  name: 'take_due_verdicts',
  text: `
    WITH due AS (
      DELETE FROM due_verdicts WHERE case_id IN (
        SELECT case_id FROM due_verdicts WHERE due_at <= $1 ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED)
      RETURNING case_id, traceparent)
    SELECT payment_id, payer_id, status, reviewer, closed_at, traceparent FROM due JOIN cases ON cases.id = case_id`,
};

/** Takes back a verdict of one's own that is not published, with that on what is merged into the case. */
export const takeBackVerdict: Statement = {
  name: 'take_back_verdict',
  text: `
    DELETE FROM due_verdicts d USING cases c
    WHERE c.id = d.case_id AND coalesce(c.merged_into, c.id) = $1 AND c.reviewer = $2 AND d.due_at > $3
    RETURNING d.case_id AS id,
      EXISTS (SELECT FROM expired_payments e WHERE e.payment_id = c.payment_id) AS "isEnded"`,
};

export interface TakenBackRow {
  readonly id: string;
  /** The payment ended by itself meanwhile: there is nothing left to judge. */
  readonly isEnded: boolean;
}

/** The cases `$1` go back to whoever judged them; parts of a case that is not among them are alone again. */
export const reopenCases: Statement = {
  name: 'reopen_cases',
  text: `
    UPDATE cases SET status = 'open', closed_at = NULL, reviewer = NULL, note = NULL, reason = NULL, displayed = NULL,
      dwell_ms = NULL, merged_into = CASE WHEN merged_into = ANY($1::uuid[]) THEN merged_into END,
      holder = CASE WHEN merged_into = ANY($1::uuid[]) THEN NULL ELSE $2 END,
      leased_until = CASE WHEN merged_into = ANY($1::uuid[]) THEN NULL ELSE $3::timestamptz END
    WHERE id = ANY($1::uuid[])`,
};

/** Cases whose verdict was taken back, but whose payments had ended. */
export const expireCases: Statement = {
  name: 'expire_cases',
  text: `
    UPDATE cases SET status = 'expired', reviewer = NULL, note = NULL, reason = NULL, displayed = NULL, dwell_ms = NULL
    WHERE id = ANY($1::uuid[])`,
};
