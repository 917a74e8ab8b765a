/** The audit log's tables in a service's own schema. `role` may add entries, and never change or delete one. */
export function auditTables(role: string): string {
  return `
    CREATE TABLE audit_entries (
      sequence bigint PRIMARY KEY,
      entry json NOT NULL
    );
    CREATE TABLE audit_head (
      is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
      sequence bigint NOT NULL,
      hash text NOT NULL
    );
    COMMENT ON TABLE audit_head IS 'The end of the chain; its lock puts entries into one order';
    INSERT INTO audit_head (sequence, hash) VALUES (0, encode(sha256(''), 'hex'));

    CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
    CREATE TRIGGER audit_entries_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
    GRANT SELECT, INSERT ON audit_entries TO ${role};
    GRANT SELECT, UPDATE ON audit_head TO ${role};
  `;
}
