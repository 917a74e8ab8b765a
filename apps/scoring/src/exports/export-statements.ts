import type { Statement } from '@paymo/platform';

export interface ExportedRow {
  readonly sequence: string;
  readonly payment: unknown;
  readonly vector: readonly number[];
  readonly catalogue_version: number;
  /** The chance with which its verdict was wanted as a label; null when it was not drawn. */
  readonly sampling_rate: number | null;
  readonly is_fraud: boolean | null;
  readonly known_at: Date | null;
}

/**
 * Decisions of a time, in their order, with the truth as it was believed at another time: of the labels known by
 * then the one that was learnt last.
 */
export const nextExported: Statement = {
  name: 'next_exported',
  text: `
    SELECT d.sequence, d.payment, d.vector, d.catalogue_version,
      (d.judgement->'sampledForLabel'->>'rate')::float8 AS sampling_rate, l.is_fraud, l.known_at
    FROM decisions d LEFT JOIN LATERAL (
      SELECT is_fraud, known_at FROM labels
      WHERE payment_id = d.payment_id AND known_at <= $4 ORDER BY sequence DESC LIMIT 1) l ON true
    WHERE d.sequence > $1 AND d.decided_at >= $2 AND d.decided_at < $3
    ORDER BY d.sequence LIMIT $5`,
};
