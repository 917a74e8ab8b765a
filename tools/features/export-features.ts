import { z } from 'zod';
import { catalogue, catalogueVersion } from '@paymo/features';
import type { ServiceAdmin } from '../cli/service-admin.js';
import { writeFeatureFile } from './feature-file.js';
import type { Pseudonyms } from './pseudonyms.js';

const dayMs = 86_400_000;
const vectorBytes = catalogue.length * Float64Array.BYTES_PER_ELEMENT;

const headSchema = z.object({ catalogueVersion: z.int() });
const endSchema = z.object({ rows: z.int(), otherCatalogue: z.int() });
const rowSchema = z.object({
  payer: z.string(),
  payee: z.string(),
  occurredAtMs: z.number(),
  isFraud: z.boolean().nullable(),
  knownAtMs: z.number().nullable(),
  weight: z.number().positive(),
  vector: z.base64(),
});

export interface ExportOrder {
  /** Decisions made from one time up to, and without, the other. */
  readonly from: Date;
  readonly to: Date;
  readonly labelsAsOf: Date;
  /** Payments that happened later than so many days before `labelsAsOf` are left unlabelled. */
  readonly maturityDays: number;
}

export interface ExportCounts {
  readonly rows: number;
  readonly labelled: number;
  readonly frauds: number;
  /** Labels that were withheld because their payments are too young. */
  readonly immature: number;
  /** Decisions whose vectors are of another version of the catalogue. */
  readonly otherCatalogue: number;
}

/**
 * Writes the vectors that decisions stored into a feature file. Only what somebody said is a label: a payment without
 * one stays unlabelled, however old it is.
 *
 * @throws Error when scoring works with another catalogue, or its answer ends too early; no file appears then
 */
export async function exportFeatures(
  admin: ServiceAdmin,
  order: ExportOrder,
  pseudonyms: Pseudonyms,
  outPath: string,
): Promise<ExportCounts> {
  const query = new URLSearchParams({
    from: order.from.toISOString(),
    to: order.to.toISOString(),
    labelsAsOf: order.labelsAsOf.toISOString(),
  });
  const { body } = await admin.open(`exports/features?${query.toString()}`);
  const matureUntilMs = order.labelsAsOf.getTime() - order.maturityDays * dayMs;
  const counts = { labelled: 0, frauds: 0, immature: 0 };
  let end: z.infer<typeof endSchema> | undefined;
  const rows = await writeFeatureFile(outPath, true, async (file) => {
    for await (const value of answersOf(body ?? [])) {
      const row = rowSchema.safeParse(value);
      if (!row.success) {
        end = endSchema.safeParse(value).data;
        if (end === undefined) checkHead(value);
        continue;
      }
      const { payer, payee, occurredAtMs, weight, vector } = row.data;
      const isMature = occurredAtMs <= matureUntilMs;
      const isFraud = isMature ? row.data.isFraud : null;
      counts.immature += Number(!isMature && row.data.isFraud !== null);
      counts.labelled += Number(isFraud !== null);
      counts.frauds += Number(isFraud);
      const knownAtMs = isFraud === null ? null : row.data.knownAtMs;
      const leading = [occurredAtMs, pseudonyms.of(payer), pseudonyms.of(payee), isFraud, knownAtMs, weight];
      file.add(leading, vectorOf(vector));
    }
    if (end?.rows !== file.rows)
      throw new Error(`scoring's answer ended after ${file.rows} rows, too early; try again`);
  });
  return { rows, ...counts, otherCatalogue: end?.otherCatalogue ?? 0 };
}

/** Lines of JSON, as they come. */
async function* answersOf(body: AsyncIterable<Uint8Array> | readonly Uint8Array[]): AsyncGenerator {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield JSON.parse(line);
  }
}

function checkHead(value: unknown): void {
  const head = headSchema.parse(value);
  if (head.catalogueVersion !== catalogueVersion)
    throw new Error(
      `scoring has version ${head.catalogueVersion} of the features, this checkout ${catalogueVersion}: use its own`,
    );
}

function vectorOf(text: string): readonly number[] {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== vectorBytes) throw new Error(`a vector has ${bytes.length} bytes, not ${vectorBytes}`);
  return catalogue.map((_, index) => bytes.readDoubleLE(index * Float64Array.BYTES_PER_ELEMENT));
}
