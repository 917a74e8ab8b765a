import type { Agreement } from '../api/statistics-api.js';

/** A row of `Figures`: whose cases, how often both said what, and κ. */
export function agreementRow(name: string, each: Agreement): (string | number)[] {
  const { bothFraud, firstOnly, secondOnly, bothHonest, kappa } = each;
  return [name, bothFraud, firstOnly, secondOnly, bothHonest, kappa === null ? '–' : kappa.toFixed(2)];
}
