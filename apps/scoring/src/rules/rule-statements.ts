import type { Statement } from '@paymo/platform';

export const ruleStatuses = ['draft', 'reviewed', 'shadow', 'live', 'retired'] as const;
export type RuleStatus = (typeof ruleStatuses)[number];

/** Tells every instance that what decides has changed. */
export const announceChange: Statement = {
  name: 'announce_change',
  text: 'UPDATE serving SET version = version + 1',
};

export interface RuleVersionRow {
  readonly rule_id: string;
  readonly version: number;
  readonly status: RuleStatus;
  readonly definition: unknown;
  readonly author: string;
  readonly drafted_at: Date;
  readonly reviewer: string | null;
  readonly reviewed_at: Date | null;
  readonly shadow_at: Date | null;
  readonly live_at: Date | null;
  readonly retired_at: Date | null;
  readonly killed_at: Date | null;
  readonly killed_by: string | null;
}

const versions = `
    SELECT rule_id, version, status, definition, author, drafted_at, reviewer, reviewed_at, shadow_at, live_at,
      retired_at, killed_at, killed_by
    FROM rule_versions JOIN rules ON rules.id = rule_id`;

export const allVersions: Statement = {
  name: 'all_rule_versions',
  text: `${versions} ORDER BY rule_id, version`,
};

export const versionsOf: Statement = {
  name: 'versions_of_rule',
  text: `${versions} WHERE rule_id = $1 ORDER BY version`,
};

export const insertRule: Statement = {
  name: 'insert_rule',
  text: 'INSERT INTO rules (id) VALUES ($1) ON CONFLICT (id) DO NOTHING',
};

export const lockRule: Statement = {
  name: 'lock_rule',
  text: 'SELECT id FROM rules WHERE id = $1 FOR UPDATE',
};

export const insertVersion: Statement = {
  name: 'insert_rule_version',
  text: `
    INSERT INTO rule_versions (rule_id, version, status, definition, author, drafted_at)
    SELECT $1::text, coalesce(max(version), 0) + 1, 'draft', $2::json, $3, $4::timestamptz
    FROM rule_versions WHERE rule_id = $1::text`,
};

/** Moves a version on and notes when; `$5` is the reviewer, for a review only. */
export const moveVersion: Statement = {
  name: 'move_rule_version',
  text: `
    UPDATE rule_versions SET
      status = $3::text,
      reviewer = coalesce($5::text, reviewer),
      reviewed_at = CASE WHEN $3::text = 'reviewed' THEN $4::timestamptz ELSE reviewed_at END,
      shadow_at = CASE WHEN $3::text = 'shadow' THEN $4::timestamptz ELSE shadow_at END,
      live_at = CASE WHEN $3::text = 'live' THEN $4::timestamptz ELSE live_at END,
      retired_at = CASE WHEN $3::text = 'retired' THEN $4::timestamptz ELSE retired_at END
    WHERE rule_id = $1 AND version = $2`,
};

export const switchRule: Statement = {
  name: 'switch_rule',
  text: 'UPDATE rules SET killed_at = $2::timestamptz, killed_by = $3::text WHERE id = $1',
};
