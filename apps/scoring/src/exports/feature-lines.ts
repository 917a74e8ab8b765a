import { paymentSubmitted } from '@paymo/contracts';
import { catalogueVersion } from '@paymo/features';
import type { Database } from '@paymo/platform';
import { sequenceBefore } from '../replays/replay-statements.js';
import { type ExportedRow, nextExported } from './export-statements.js';

const pageRows = 500;

export interface ExportOrder {
  /** Decisions made from one time up to, and without, the other. */
  readonly from: Date;
  readonly to: Date;
  /** Labels that were known later are not told. */
  readonly labelsAsOf: Date;
}

/**
 * Tells the stored vectors of decisions in their order, as lines of JSON, a page at a time: first the version of the
 * catalogue, then a line a decision, last how many there were, by which a reader knows that nothing is missing.
 * Vectors of other versions of the catalogue are counted and not told.
 */
export async function* featureLines(database: Database, order: ExportOrder): AsyncGenerator<string> {
  yield line({ catalogueVersion });
  const [first] = await database.query<{ sequence: string }>(sequenceBefore, [order.from]);
  let after = first?.sequence ?? '0';
  let rows = 0;
  let otherCatalogue = 0;
  for (;;) {
    const values = [after, order.from, order.to, order.labelsAsOf, pageRows];
    const page = await database.query<ExportedRow>(nextExported, values);
    const told = page.filter(({ catalogue_version }) => catalogue_version === catalogueVersion);
    rows += told.length;
    otherCatalogue += page.length - told.length;
    if (told.length > 0) yield told.map(decisionLine).join('');
    if (page.length < pageRows) break;
    after = page.at(-1)?.sequence ?? after;
  }
  yield line({ rows, otherCatalogue });
}

function decisionLine(row: ExportedRow): string {
  const { payer, payee, occurredAtMs } = paymentSubmitted.schema.parse(row.payment);
  return line({
    payer: payer.accountId,
    payee: payee.accountId,
    occurredAtMs,
    isFraud: row.is_fraud,
    knownAtMs: row.known_at?.getTime() ?? null,
    weight: row.sampling_rate === null ? 1 : 1 / row.sampling_rate,
    // Doubles in little-endian order: decimal text would lose the sign of a zero.
    vector: Buffer.from(new Float64Array(row.vector).buffer).toString('base64'),
  });
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
