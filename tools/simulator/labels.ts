import { dayMs, hourMs } from './calendar.js';
import type { Campaign, FraudCase } from './fraud/fraud-case.js';
import type { MadePayment } from './payment.js';
import { Random } from './random.js';

/** When the bank learns what a payment was. */
export class Labels {
  private readonly random: Random;
  private readonly delayMs: number;

  constructor(
    seed: number,
    labelDelayDays: number,
    private readonly missingShare: number,
  ) {
    this.random = new Random(seed, 'labels');
    this.delayMs = labelDelayDays * dayMs;
  }

  /**
   * A victim reports all payments of a case or none. Delays are gamma distributed of shape 2 with the label delay
   * as their mean, at least an hour (or 0 when the delay is).
   */
  openCase(campaign: Campaign): FraudCase {
    const delayMs = this.random.exponential(this.delayMs / 2) + this.random.exponential(this.delayMs / 2);
    const isMissing = this.random.chance(this.missingShare);
    const leastMs = Math.min(hourMs, this.delayMs);
    return { campaign, reportDelayMs: isMissing ? null : Math.round(Math.max(leastMs, delayMs)) };
  }

  /** An honest payment is taken for honest when nobody has complained for the label delay. */
  knownAtMs({ atMs, fraud }: MadePayment): number | null {
    if (fraud !== null) return fraud.reportDelayMs === null ? null : atMs + fraud.reportDelayMs;
    return this.random.chance(this.missingShare) ? null : atMs + Math.round(this.delayMs);
  }
}
