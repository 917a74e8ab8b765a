import { parse } from 'csv-parse/sync';
import { z } from 'zod';

const rowSchema = z.strictObject({
  payment_id: z
    .string()
    .regex(/^pay_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'must be an id that begins with pay_'),
  is_fraud: z.enum(['true', 'false'], 'must be true or false'),
  known_at: z.iso.datetime({ offset: true, error: 'must be a time such as 2026-11-01T00:00:00Z' }),
  source: z.enum(['claim', 'chargeback'], 'must be claim or chargeback'),
});
const rowsSchema = z.array(
  z.object({ record: z.record(z.string(), z.string()), info: z.object({ lines: z.number() }) }),
);

export interface ImportedLabel {
  readonly paymentId: string;
  readonly isFraud: boolean;
  readonly knownAt: string;
  readonly source: 'claim' | 'chargeback';
}

/**
 * Reads labels from a CSV with the columns `payment_id`, `is_fraud`, `known_at` and `source`.
 *
 * @throws Error naming line and column of every fault, of the first 20
 */
export function parseLabelCsv(csv: string): ImportedLabel[] {
  const read: unknown = parse(csv, {
    columns: true,
    bom: true,
    trim: true,
    skip_empty_lines: true,
    info: true,
  });
  const faults: string[] = [];
  const labels = rowsSchema.parse(read).flatMap(({ record, info }): ImportedLabel[] => {
    const parsed = rowSchema.safeParse(record);
    if (parsed.success) {
      const { payment_id: paymentId, is_fraud, known_at: knownAt, source } = parsed.data;
      return [{ paymentId, isFraud: is_fraud === 'true', knownAt, source }];
    }
    for (const { path, message } of parsed.error.issues)
      faults.push(`line ${info.lines}, ${path.join('.') || 'columns'}: ${message}`);
    return [];
  });
  if (faults.length > 0) throw new Error(`nothing was imported\n${faults.slice(0, 20).join('\n')}`);
  if (labels.length === 0) throw new Error('the file has no labels below its header');
  return labels;
}
