import type { Statement } from '@paymo/platform';

/** Which verdicts are looked at again: a share `share` of all, by the case's id, whatever its verdict. */
function isChosen(share: string): string {
  return `('x' || substr(md5(c.id::text), 1, 8))::bit(32)::bigint < ${share}::float8 * 4294967296`;
}

/**
 * Claims for analyst `$1` until `$2` the oldest verdict of others since `$4` that can no longer be undone at `$5`, is
 * among the share `$6`, and that nobody has looked at or is looking at; `$3` is now.
 */
export const claimSecondLook: Statement = {
  name: 'claim_second_look',
  text: `
    INSERT INTO second_looks (case_id, reviewer, claimed_until)
    SELECT c.id, $1, $2::timestamptz FROM cases c LEFT JOIN second_looks l ON l.case_id = c.id
    WHERE c.closed_at BETWEEN $4 AND $5 AND c.status IN ('released', 'rejected')
      AND c.reviewer <> $1 AND c.proposed_by IS DISTINCT FROM $1 AND ${isChosen('$6')}
      AND (l.case_id IS NULL OR (l.verdict IS NULL AND (l.reviewer = $1 OR l.claimed_until <= $3)))
      AND NOT EXISTS (SELECT FROM account_owners o WHERE o.account_id IN (c.payer_id, c.payee_id) AND o.owner = $1)
    ORDER BY (l.reviewer = $1) IS TRUE DESC, c.closed_at, c.id LIMIT 1
    ON CONFLICT (case_id) DO UPDATE SET reviewer = $1, claimed_until = $2::timestamptz
      WHERE second_looks.verdict IS NULL AND (second_looks.reviewer = $1 OR second_looks.claimed_until <= $3)
    RETURNING case_id`,
};

/** Keeps the opinion of the analyst who claimed it, once. */
export const keepSecondLook: Statement = {
  name: 'keep_second_look',
  text: `
    UPDATE second_looks SET verdict = $3, reason = $4, dwell_ms = $5, looked_at = $6
    WHERE case_id = $1 AND reviewer = $2 AND verdict IS NULL RETURNING case_id`,
};

export interface SecondLookRow {
  readonly display: string;
  readonly first_says: boolean;
  readonly second_says: boolean;
  readonly cases: number;
}

/** What second looks since `$1` say beside the verdicts, and whether those who gave them saw the score. */
export const secondLooks: Statement = {
  name: 'second_looks_since',
  text: `
    SELECT coalesce(c.displayed->>'score', 'not known') AS display, c.status = 'rejected' AS first_says,
      l.verdict = 'reject' AS second_says, count(*)::int AS cases
    FROM second_looks l JOIN cases c ON c.id = l.case_id WHERE l.looked_at >= $1 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
};
