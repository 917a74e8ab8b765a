import type { Statement } from '@paymo/platform';

/** Keeps a policy's document; one that has the version already stays. */
export const keepPolicy: Statement = {
  name: 'keep_policy',
  text: 'INSERT INTO credit_policies (version, document) VALUES ($1, $2) ON CONFLICT DO NOTHING',
};

export const readPolicy: Statement = {
  name: 'read_policy',
  text: 'SELECT document::text FROM credit_policies WHERE version = $1',
};

export interface RecordRow {
  readonly application_id: string;
  readonly record: string;
  readonly model: string;
  readonly policy: string;
  readonly probability: number;
  readonly outcome: string;
  readonly amount_minor: string;
}

const columns = `d.application_id, d.record::text, d.model, d.policy, d.probability, a.outcome, a.amount_minor`;

export const readRecord: Statement = {
  name: 'read_record',
  text: `
    SELECT ${columns} FROM decisions d JOIN applications a ON a.id = d.application_id WHERE d.application_id = $1`,
};

/** A page of decisions in their order. */
export const readRecords: Statement = {
  name: 'read_records',
  text: `
    SELECT ${columns} FROM decisions d JOIN applications a ON a.id = d.application_id
    WHERE d.application_id > $1 ORDER BY d.application_id LIMIT $2`,
};
