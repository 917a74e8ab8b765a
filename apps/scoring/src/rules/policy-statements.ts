import type { Statement } from '@paymo/platform';

export interface PolicyRow {
  readonly version: number;
  readonly document: unknown;
  readonly author: string;
  readonly drafted_at: Date;
  readonly reviewer: string | null;
  readonly reviewed_at: Date | null;
}

export const allPolicies: Statement = {
  name: 'all_policies',
  text: 'SELECT version, document, author, drafted_at, reviewer, reviewed_at FROM policies ORDER BY version',
};

export const insertPolicy: Statement = {
  name: 'insert_policy',
  text: `
    INSERT INTO policies (document, author, drafted_at) VALUES ($1::json, $2, $3::timestamptz)
    RETURNING version`,
};

export const lockPolicy: Statement = {
  name: 'lock_policy',
  text: 'SELECT version, document, author, drafted_at, reviewer, reviewed_at FROM policies WHERE version = $1::int FOR UPDATE',
};

export const reviewPolicy: Statement = {
  name: 'review_policy',
  text: 'UPDATE policies SET reviewer = $2, reviewed_at = $3::timestamptz WHERE version = $1::int',
};
