import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';

/** One line of an import that can be taken. */
export interface ImportedEntry {
  readonly value: string;
  readonly expiresAt: Date | null;
  readonly source: string;
}

export interface LineFault {
  /** Counted from 1, the header among them. */
  readonly line: number;
  readonly message: string;
}

export interface ParsedImport {
  readonly entries: readonly ImportedEntry[];
  readonly faults: readonly LineFault[];
}

const text = (lengthMax: number): z.ZodString =>
  z
    .string()
    .max(lengthMax, `is longer than ${lengthMax} characters`)
    .regex(/^\P{Cc}*$/u, 'has control characters');
const noText = z.literal('');
const expiry = z.union(
  [noText, z.iso.date(), z.iso.datetime({ offset: true })],
  'must be a date such as 2026-12-31 or a time such as 2026-12-31T12:00:00Z',
);
const rowSchema = z.strictObject({
  value: text(200).min(1, 'is empty'),
  expires_at: expiry.default(''),
  source: text(200).default(''),
});

const rowsSchema = z.array(
  z.object({ record: z.record(z.string(), z.string()), info: z.object({ lines: z.number() }) }),
);

/**
 * Reads a CSV with the columns `value`, and if wanted `expires_at` and `source`. Nothing is thrown: every fault is
 * told with its line, and the lines without one are answered beside it.
 *
 * @param sourceDefault for lines that name no source
 */
export function parseListCsv(csv: string, sourceDefault: string, now: Date): ParsedImport {
  const read = readRows(csv);
  if ('fault' in read) return { entries: [], faults: [read.fault] };
  const entries: ImportedEntry[] = [];
  const faults: LineFault[] = [];
  const lineOf = new Map<string, number>();
  for (const { record, info } of read.rows) {
    const { lines: line } = info;
    const parsed = rowSchema.safeParse(record);
    if (!parsed.success) {
      faults.push({ line, message: z.prettifyError(parsed.error).replaceAll(/\s+/g, ' ') });
      continue;
    }
    const { value, expires_at: written, source } = parsed.data;
    const expiresAt = written === '' ? null : new Date(written);
    const earlier = lineOf.get(value);
    if (earlier !== undefined) faults.push({ line, message: `${value} is on line ${earlier} already` });
    else if (expiresAt !== null && expiresAt <= now)
      faults.push({ line, message: `${value} expired already, at ${written}` });
    else entries.push({ value, expiresAt, source: source === '' ? sourceDefault : source });
    lineOf.set(value, earlier ?? line);
  }
  return { entries, faults };
}

function readRows(
  csv: string,
): { readonly rows: z.infer<typeof rowsSchema> } | { readonly fault: LineFault } {
  try {
    const rows: unknown = parse(csv, {
      columns: true,
      bom: true,
      trim: true,
      skip_empty_lines: true,
      info: true,
    });
    return { rows: rowsSchema.parse(rows) };
  } catch (error) {
    if (error instanceof CsvError)
      return { fault: { line: Number(error['lines'] ?? 1), message: error.message } };
    throw error;
  }
}
