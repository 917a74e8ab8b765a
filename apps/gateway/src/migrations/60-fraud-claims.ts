import type { MigrationInterface, QueryRunner } from 'typeorm';

const role = 'paymo_gateway';

/** Payers claim back what fraud took; customers hear of it in the feed of their payments. */
export class FraudClaims1764000000060 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(claims);
    await runner.query(news);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}

const claims = `
  CREATE TABLE fraud_claims (
    id uuid PRIMARY KEY,
    payment_id uuid NOT NULL UNIQUE,
    payer_id uuid NOT NULL,
    claimant text NOT NULL,
    story text NOT NULL,
    is_vulnerable boolean NOT NULL,
    status text NOT NULL CHECK (status IN ('open', 'waiting', 'reimbursed', 'rejected')),
    opened_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    stopped_at timestamptz,
    stop_reason text,
    stopped_days integer NOT NULL DEFAULT 0,
    escalated_at timestamptz,
    decided_at timestamptz,
    decided_by text,
    rejection text,
    reimbursement_id uuid UNIQUE,
    reimbursed_minor bigint,
    excess_minor bigint,
    CHECK ((status = 'waiting') = (stopped_at IS NOT NULL)),
    CHECK ((status IN ('reimbursed', 'rejected')) = (decided_at IS NOT NULL)),
    CHECK ((status = 'rejected') = (rejection IS NOT NULL)),
    CHECK ((status = 'reimbursed') = (reimbursement_id IS NOT NULL))
  );
  CREATE INDEX fraud_claims_undecided ON fraud_claims (due_at, id) WHERE decided_at IS NULL;
  COMMENT ON COLUMN fraud_claims.stopped_days IS 'Business days that the clock stood still, before it was last stopped';
  COMMENT ON COLUMN fraud_claims.reimbursement_id IS 'The payment that brought the money back';
  GRANT SELECT, INSERT ON fraud_claims TO ${role};
  GRANT UPDATE (is_vulnerable, status, due_at, stopped_at, stop_reason, stopped_days, escalated_at, decided_at,
    decided_by, rejection, reimbursement_id, reimbursed_minor, excess_minor) ON fraud_claims TO ${role};
`;

const news = `
  CREATE TABLE customer_news (
    transaction bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
    sequence bigint NOT NULL DEFAULT nextval('payment_history_sequence_seq'),
    kind text NOT NULL,
    subject_id uuid NOT NULL,
    account_id uuid NOT NULL,
    change text NOT NULL,
    status text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (transaction, sequence)
  );
  CREATE INDEX customer_news_by_account ON customer_news (account_id, transaction, sequence);
  COMMENT ON COLUMN customer_news.sequence IS
    'Shared with payment_history: one transaction may write both, and no two of its steps have one place';
  GRANT SELECT, INSERT ON customer_news TO ${role};
  GRANT USAGE ON SEQUENCE payment_history_sequence_seq TO ${role};
  CREATE TRIGGER customer_news_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON customer_news
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
`;
