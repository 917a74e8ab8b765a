import type { Statement } from '@paymo/platform';

export const insertQuestion: Statement = {
  name: 'insert_information_request',
  text: `
    INSERT INTO information_requests (id, case_id, code, question, asked_by, asked_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)`,
};

/** The case is nobody's work until its payer answers, or may no longer. */
export const awaitPayer: Statement = {
  name: 'await_payer',
  text: 'UPDATE cases SET holder = NULL, leased_until = NULL, waiting_until = $2 WHERE id = $1',
};

export interface QuestionRow {
  readonly id: string;
  readonly code: string | null;
  readonly question: string;
  readonly asked_by: string;
  readonly asked_at: Date;
  readonly expires_at: Date;
  readonly answer: string | null;
  readonly answered_at: Date | null;
}

export const listQuestions: Statement = {
  name: 'list_information_requests',
  text: `
    SELECT id, code, question, asked_by, asked_at, expires_at, answer, answered_at FROM information_requests
    WHERE case_id = $1 ORDER BY id LIMIT 50`,
};

/** Keeps each question's first answer, and puts the cases that are still open back into the queue. */
export const keepAnswers: Statement = {
  name: 'keep_information',
  text: `
    WITH answered AS (
      UPDATE information_requests r SET answer = a.answer, answered_at = a.at
      FROM unnest($1::uuid[], $2::text[], $3::timestamptz[]) AS a(id, answer, at)
      WHERE r.id = a.id AND r.answer IS NULL
      RETURNING r.case_id, r.answered_at)
    UPDATE cases c SET waiting_until = least(c.waiting_until, answered.answered_at) FROM answered
    WHERE c.id = answered.case_id AND c.status = 'open'`,
};
