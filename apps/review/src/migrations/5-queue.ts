import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An order of work, leases, lanes, notes, what analysts saw, and verdicts that can be undone for a while. */
export class Queue1764000000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(queueColumns);
    await runner.query(verdictTables);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}

const role = 'paymo_review';

/** Cases that are open already get a deadline that is surely early enough. */
const queueColumns = `
  ALTER TABLE cases
    ADD COLUMN deadline_at timestamptz,
    ADD COLUMN expected_loss_minor bigint NOT NULL
      GENERATED ALWAYS AS (round((coalesce(score, 1) * amount_minor)::numeric)::bigint) STORED,
    ADD COLUMN lane text NOT NULL DEFAULT 'first' CHECK (lane IN ('first', 'senior', 'second')),
    ADD COLUMN holder text,
    ADD COLUMN leased_until timestamptz,
    ADD COLUMN snoozed_until timestamptz,
    ADD COLUMN proposed_by text,
    ADD COLUMN reason text,
    ADD COLUMN displayed json,
    ADD COLUMN dwell_ms integer,
    ADD COLUMN verdict_key text;
  UPDATE cases SET deadline_at = opened_at + interval '1 day';
  ALTER TABLE cases ALTER COLUMN deadline_at SET NOT NULL;
  CREATE INDEX cases_by_deadline ON cases (deadline_at, (-expected_loss_minor), id) WHERE status = 'open';
  CREATE INDEX cases_by_loss ON cases ((-expected_loss_minor), deadline_at, id) WHERE status = 'open';
  CREATE INDEX cases_by_age ON cases (opened_at, (-expected_loss_minor), id) WHERE status = 'open';
  CREATE INDEX cases_by_holder ON cases (holder) WHERE status = 'open' AND holder IS NOT NULL;
  GRANT UPDATE (lane, holder, leased_until, snoozed_until, proposed_by, reason, displayed, dwell_ms, verdict_key)
    ON cases TO ${role};
`;

const verdictTables = `
  CREATE TABLE due_verdicts (
    case_id uuid PRIMARY KEY REFERENCES cases,
    due_at timestamptz NOT NULL,
    traceparent text NOT NULL
  );
  COMMENT ON TABLE due_verdicts IS 'Verdicts that can still be undone: nobody but us knows of them yet';
  CREATE INDEX due_verdicts_by_time ON due_verdicts (due_at);

  CREATE TABLE notes (
    id uuid PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES cases,
    author text NOT NULL,
    text text NOT NULL,
    written_at timestamptz NOT NULL
  );
  CREATE INDEX notes_by_case ON notes (case_id, id);
  GRANT SELECT, INSERT, DELETE ON due_verdicts TO ${role};
  GRANT UPDATE (due_at) ON due_verdicts TO ${role};
  GRANT SELECT, INSERT ON notes TO ${role};
`;
