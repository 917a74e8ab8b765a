import type { FlipReport } from './flip-report.js';

/** A replay of past decisions with a candidate, as it is kept. Times in RFC 3339. */
export interface ModelReplay {
  readonly id: string;
  readonly model: string;
  readonly champion: string;
  readonly from: string;
  readonly to: string;
  readonly madeBy: string;
  readonly report: FlipReport;
}
