import type { Decided } from '../decisions/decision-engine.js';
import type { RecordRow } from './replay-statements.js';

export interface SwapReport {
  readonly applications: number;
  /** How many moved from one outcome to another; the swap set of the two policies. */
  readonly swaps: readonly { readonly from: string; readonly to: string; readonly applications: number }[];
  /** Probability of default times amount over what is offered, by the decisions as they were and as they would be. */
  readonly expectedLossBeforeMinor: number;
  readonly expectedLossAfterMinor: number;
}

/** Adds up what changes when applications are decided anew. */
export class SwapCounter {
  private applications = 0;
  private readonly swaps = new Map<string, { from: string; to: string; applications: number }>();
  private beforeMinor = 0;
  private afterMinor = 0;

  count(row: RecordRow | undefined, { decision, probability }: Decided): void {
    if (row === undefined) return;
    this.applications += 1;
    if (row.outcome === 'approve') this.beforeMinor += row.probability * Number(row.amount_minor);
    if ('terms' in decision) this.afterMinor += probability * Number(decision.terms.amountMinor);
    if (row.outcome === decision.outcome) return;
    const key = `${row.outcome} ${decision.outcome}`;
    const swap = this.swaps.get(key) ?? { from: row.outcome, to: decision.outcome, applications: 0 };
    this.swaps.set(key, { ...swap, applications: swap.applications + 1 });
  }

  summary(): SwapReport {
    return {
      applications: this.applications,
      swaps: [...this.swaps.values()],
      expectedLossBeforeMinor: Math.round(this.beforeMinor),
      expectedLossAfterMinor: Math.round(this.afterMinor),
    };
  }
}
