import type { Statement } from '@paymo/platform';

/** The facts of payments that were decided; JSON of older decisions lacks what was added since. */
export const decidedPayments: Statement = {
  name: 'decided_payments',
  text: 'SELECT payment_id, payment FROM decisions WHERE payment_id = ANY($1::uuid[])',
};

export interface LabelRow {
  readonly payment_id: string;
  readonly source: string;
  readonly is_fraud: boolean;
}

/** In the order in which they were learnt. */
export const labelsOf: Statement = {
  name: 'labels_of',
  text: 'SELECT payment_id, source, is_fraud FROM labels WHERE payment_id = ANY($1::uuid[]) ORDER BY sequence',
};

export const insertLabels: Statement = {
  name: 'insert_labels',
  text: `
    INSERT INTO labels (payment_id, source, is_fraud, happened_at, known_at)
    SELECT payment_id, source, is_fraud, happened_at, known_at
    FROM unnest($1::uuid[], $2::text[], $3::boolean[], $4::timestamptz[], $5::timestamptz[])
      WITH ORDINALITY AS l(payment_id, source, is_fraud, happened_at, known_at, position) ORDER BY position`,
};
