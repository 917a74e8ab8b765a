import type { MigrationInterface, QueryRunner } from 'typeorm';

const role = 'paymo_scoring';

/**
 * Version 2 of the feature catalogue: memories have another form, and labels change them too. What was remembered
 * under version 1 cannot be told in the new form and is forgotten.
 */
export class Memory1764000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(memory);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}

const memory = `
  TRUNCATE entity_states;
  ALTER TABLE entity_states SET (toast_tuple_target = 8160);
  COMMENT ON TABLE entity_states IS 'What the features remember of accounts, pairs, devices and addresses, by the keys of stateKeys';

  CREATE SEQUENCE memory_order;
  COMMENT ON SEQUENCE memory_order IS 'The order in which memories changed: decisions and labels replayed in it give the same vectors';
  SELECT setval('memory_order', (SELECT coalesce(max(sequence), 0) + 1 FROM decisions));
  ALTER TABLE decisions ALTER COLUMN sequence DROP IDENTITY;
  ALTER TABLE decisions ALTER COLUMN sequence SET DEFAULT nextval('memory_order');
  CREATE INDEX decisions_by_sequence ON decisions (sequence);

  ALTER TABLE labels ADD COLUMN happened_at timestamptz;
  ALTER TABLE labels ADD COLUMN sequence bigint NOT NULL DEFAULT nextval('memory_order');
  CREATE INDEX labels_by_sequence ON labels (sequence);
  COMMENT ON COLUMN labels.happened_at IS 'When the payment was made; null when scoring never saw it';
  COMMENT ON COLUMN labels.known_at IS 'When the truth about it became known';

  GRANT USAGE ON SEQUENCE memory_order TO ${role};
`;
