import type { Statement } from '@paymo/platform';

/** Takes questions in, each once; what has ended meanwhile is not asked about. */
export const storeQuestions: Statement = {
  name: 'store_information_requests',
  text: `
    INSERT INTO information_requests (id, payment_id, version, status, question, asked_at, expires_at)
    SELECT q.id, p.id, p.version, p.status, q.question, q.asked_at, q.expires_at
    FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[], $5::timestamptz[])
      AS q(id, payment_id, question, asked_at, expires_at)
    JOIN payments p ON p.id = q.payment_id AND p.status IN ('submitted', 'held')
    ON CONFLICT DO NOTHING`,
};

export interface QuestionRow {
  readonly id: string;
  readonly question: string;
  readonly asked_at: Date;
  readonly expires_at: Date;
  readonly answered_at: Date | null;
}

const columns = 'id, question, asked_at, expires_at, answered_at';

/** The last thing that was asked about a payment. */
export const lastQuestion: Statement = {
  name: 'last_information_request',
  text: `SELECT ${columns} FROM information_requests WHERE payment_id = $1 ORDER BY id DESC LIMIT 1`,
};

/** Of those who answer at once, one goes on and the others wait to see what it did. */
export const lockLastQuestion: Statement = {
  name: 'lock_last_information_request',
  text: `SELECT ${columns} FROM information_requests WHERE payment_id = $1 ORDER BY id DESC LIMIT 1 FOR UPDATE`,
};

export const keepAnswer: Statement = {
  name: 'keep_information_answer',
  text: 'UPDATE information_requests SET answer = $2, answered_at = $3 WHERE id = $1',
};
