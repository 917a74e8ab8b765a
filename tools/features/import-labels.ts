import { z } from 'zod';
import type { ServiceAdmin } from '../cli/service-admin.js';
import type { ImportedLabel } from './label-csv.js';

const labelsAtOnce = 1000;
const countsSchema = z.object({ fresh: z.int(), known: z.int(), unknownPayments: z.int() });

/**
 * Has scoring take labels, a thousand at once. An import that broke off may be run again: what is known stays.
 *
 * @param isApplied false to count only
 */
export async function importLabels(
  admin: ServiceAdmin,
  labels: readonly ImportedLabel[],
  isApplied: boolean,
): Promise<z.infer<typeof countsSchema>> {
  const sum = { fresh: 0, known: 0, unknownPayments: 0 };
  for (let from = 0; from < labels.length; from += labelsAtOnce) {
    const part = labels.slice(from, from + labelsAtOnce);
    const counts = countsSchema.parse(await admin.post('labels', { labels: part, apply: isApplied }));
    sum.fresh += counts.fresh;
    sum.known += counts.known;
    sum.unknownPayments += counts.unknownPayments;
  }
  return sum;
}
