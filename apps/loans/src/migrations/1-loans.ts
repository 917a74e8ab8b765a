import type { MigrationInterface, QueryRunner } from 'typeorm';
import { messagingTables } from '@paymo/messaging';

const role = 'paymo_loans';

export class Loans1764000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(messagingTables(role));
    await runner.query(historyTables);
    await runner.query(applicationTables);
    await runner.query(loanTables);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}

const historyTables = `
  CREATE TABLE known_payments (payment_id uuid PRIMARY KEY);
  COMMENT ON TABLE known_payments IS 'Payments that account_months has counted: an event that comes again is not';

  CREATE TABLE account_months (
    account_id uuid NOT NULL,
    month date NOT NULL,
    in_minor bigint NOT NULL,
    out_minor bigint NOT NULL,
    committed_minor bigint NOT NULL,
    PRIMARY KEY (account_id, month)
  );
  GRANT SELECT, INSERT ON known_payments TO ${role};
  GRANT SELECT, INSERT, UPDATE ON account_months TO ${role};
`;

const applicationTables = `
  CREATE TABLE idempotency_keys (
    key text PRIMARY KEY,
    fingerprint bytea NOT NULL,
    answer_status smallint,
    answer_body text,
    created_at timestamptz NOT NULL DEFAULT now()
  );

  CREATE TABLE customers (account_id uuid PRIMARY KEY);
  COMMENT ON TABLE customers IS 'Locked while a customer''s limit is used, so that two applications cannot both use it';

  CREATE TABLE credit_policies (version text PRIMARY KEY, document json NOT NULL, stored_at timestamptz NOT NULL DEFAULT now());

  CREATE TABLE applications (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency text NOT NULL,
    months integer NOT NULL,
    purpose text NOT NULL,
    answers json NOT NULL,
    fingerprint bytea NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('approve', 'counter_offer', 'refer', 'decline')),
    created_at timestamptz NOT NULL
  );
  CREATE INDEX applications_by_account ON applications (account_id, created_at);

  CREATE TABLE decisions (
    application_id uuid PRIMARY KEY,
    inputs_hash text NOT NULL,
    policy text NOT NULL,
    model text NOT NULL,
    probability double precision NOT NULL,
    record json NOT NULL,
    latency_ms double precision NOT NULL,
    decided_at timestamptz NOT NULL
  );

  CREATE TABLE offers (
    id uuid PRIMARY KEY,
    application_id uuid NOT NULL,
    account_id uuid NOT NULL,
    amount_minor bigint NOT NULL,
    currency text NOT NULL,
    months integer NOT NULL,
    band text NOT NULL,
    annual_rate numeric NOT NULL,
    apr numeric NOT NULL,
    charges_minor bigint NOT NULL CHECK (charges_minor <= amount_minor),
    instalment_minor bigint NOT NULL,
    agreement_hash text NOT NULL,
    status text NOT NULL CHECK (status IN ('open', 'accepted', 'expired')),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
  );
  CREATE INDEX offers_by_account ON offers (account_id) WHERE status = 'open';
  CREATE INDEX offers_by_application ON offers (application_id);
  CREATE INDEX offers_to_expire ON offers (expires_at) WHERE status = 'open';

  CREATE TABLE reviews (
    id uuid PRIMARY KEY,
    application_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('referral', 'contest')),
    statement text,
    status text NOT NULL CHECK (status IN ('open', 'proposed', 'approved', 'declined')),
    opened_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    closed_at timestamptz,
    proposer text,
    reviewer text CHECK (reviewer <> proposer),
    note text,
    CHECK ((status IN ('open', 'proposed')) = (closed_at IS NULL))
  );
  COMMENT ON COLUMN reviews.proposer IS 'Who would approve what was not: a second person must agree';
  CREATE INDEX reviews_by_status ON reviews (status, due_at, id);
  CREATE UNIQUE INDEX one_open_review ON reviews (application_id) WHERE closed_at IS NULL;

  GRANT SELECT, INSERT ON customers, credit_policies, applications, decisions TO ${role};
  GRANT UPDATE ON customers TO ${role};
  GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_keys TO ${role};
  GRANT SELECT, INSERT ON offers, reviews TO ${role};
  GRANT UPDATE (status) ON offers TO ${role};
  GRANT UPDATE (status, closed_at, proposer, reviewer, note) ON reviews TO ${role};
`;

const loanTables = `
  CREATE TABLE loans (
    id uuid PRIMARY KEY,
    offer_id uuid NOT NULL UNIQUE,
    account_id uuid NOT NULL,
    status text NOT NULL CHECK (status IN ('paying_out', 'active', 'closed', 'charged_off', 'cancelled')),
    ending text CHECK (ending IN ('repaid', 'settled_early', 'withdrawn', 'recovered', 'payout_refused')),
    principal_minor bigint NOT NULL,
    currency text NOT NULL,
    agreed_rate numeric NOT NULL,
    annual_rate numeric NOT NULL,
    apr numeric NOT NULL,
    agreement_hash text NOT NULL,
    agreement_pdf_hash text,
    agreed_on date NOT NULL,
    drawn_on date NOT NULL,
    plan integer NOT NULL DEFAULT 1,
    plan_from date NOT NULL,
    principal_owed_minor bigint NOT NULL CHECK (principal_owed_minor >= 0),
    instalment_minor bigint NOT NULL,
    days_past_due integer NOT NULL DEFAULT 0,
    bucket text NOT NULL DEFAULT 'current',
    aged_on date,
    collections_paused_until date,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CHECK ((status IN ('closed', 'cancelled')) = (ending IS NOT NULL))
  ) WITH (fillfactor = 80);
  CREATE INDEX loans_by_account ON loans (account_id, id);
  CREATE INDEX loans_running ON loans (id) WHERE status = 'active';

  CREATE TABLE instalments (
    loan_id uuid NOT NULL,
    plan integer NOT NULL,
    number integer NOT NULL,
    due_on date NOT NULL,
    payment_minor bigint NOT NULL,
    interest_minor bigint NOT NULL CHECK (interest_minor >= 0),
    principal_minor bigint NOT NULL CHECK (principal_minor >= 0),
    balance_minor bigint NOT NULL CHECK (balance_minor >= 0),
    paid_minor bigint NOT NULL DEFAULT 0 CHECK (paid_minor BETWEEN 0 AND payment_minor),
    PRIMARY KEY (loan_id, plan, number),
    CHECK (payment_minor = interest_minor + principal_minor)
  ) WITH (fillfactor = 80);

  CREATE TABLE loan_transfers (
    id uuid PRIMARY KEY,
    loan_id uuid NOT NULL,
    account_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('payout', 'due', 'settlement', 'repayment', 'partial', 'withdrawal',
      'recovery', 'refund')),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency text NOT NULL,
    business_date date NOT NULL,
    keep text,
    status text NOT NULL CHECK (status IN ('requested', 'applied', 'refused')),
    moved_minor bigint NOT NULL DEFAULT 0,
    refusal text,
    requested_at timestamptz NOT NULL,
    completed_at timestamptz
  );
  CREATE UNIQUE INDEX one_collection_a_day ON loan_transfers (loan_id, business_date) WHERE kind = 'due';
  CREATE UNIQUE INDEX one_transfer_at_a_time ON loan_transfers (loan_id) WHERE status = 'requested';
  CREATE INDEX loan_transfers_by_loan ON loan_transfers (loan_id, requested_at);
  COMMENT ON INDEX one_collection_a_day IS 'A nightly run that starts again cannot charge twice';

  CREATE TABLE loan_history (
    id uuid PRIMARY KEY,
    loan_id uuid NOT NULL,
    event text NOT NULL,
    actor text NOT NULL,
    details json NOT NULL,
    at timestamptz NOT NULL
  );
  CREATE INDEX loan_history_by_loan ON loan_history (loan_id, id);

  GRANT SELECT, INSERT ON loans, instalments, loan_transfers, loan_history TO ${role};
  GRANT UPDATE (agreement_pdf_hash, status, ending, plan, plan_from, annual_rate, principal_owed_minor, instalment_minor, days_past_due,
    bucket, aged_on, collections_paused_until, updated_at) ON loans TO ${role};
  GRANT UPDATE (paid_minor) ON instalments TO ${role};
  GRANT UPDATE (status, moved_minor, refusal, completed_at) ON loan_transfers TO ${role};
`;
