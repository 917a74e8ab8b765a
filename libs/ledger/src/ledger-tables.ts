/** The ledger's tables. `role` may add transfers and change balances, and never change or delete a transfer. */
export function ledgerTables(role: string): string {
  return `
    CREATE TABLE ledger_accounts (
      id uuid PRIMARY KEY,
      currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
      kind text NOT NULL,
      may_overdraw boolean NOT NULL,
      is_closed boolean NOT NULL DEFAULT false,
      debits_pending bigint NOT NULL DEFAULT 0 CHECK (debits_pending >= 0),
      debits_posted bigint NOT NULL DEFAULT 0 CHECK (debits_posted >= 0),
      credits_pending bigint NOT NULL DEFAULT 0 CHECK (credits_pending >= 0),
      credits_posted bigint NOT NULL DEFAULT 0 CHECK (credits_posted >= 0),
      CHECK (may_overdraw OR credits_posted - debits_posted - debits_pending >= 0)
    ) WITH (fillfactor = 60);

    CREATE TABLE ledger_transfers (
      id uuid PRIMARY KEY,
      kind text NOT NULL CHECK (kind IN ('direct', 'pending', 'post', 'void')),
      debit_account_id uuid NOT NULL,
      credit_account_id uuid NOT NULL,
      amount_minor bigint NOT NULL CHECK (amount_minor > 0),
      currency text NOT NULL,
      pending_id uuid,
      timeout_at timestamptz,
      created_at timestamptz NOT NULL DEFAULT now(),
      CHECK ((kind IN ('post', 'void')) = (pending_id IS NOT NULL)),
      CHECK (debit_account_id <> credit_account_id)
    );
    CREATE UNIQUE INDEX ledger_transfers_resolved_once ON ledger_transfers (pending_id) WHERE pending_id IS NOT NULL;

    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
    CREATE TRIGGER ledger_transfers_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_transfers
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

    GRANT SELECT, INSERT ON ledger_accounts, ledger_transfers TO ${role};
    GRANT UPDATE (is_closed, debits_pending, debits_posted, credits_pending, credits_posted)
      ON ledger_accounts TO ${role};
  `;
}
