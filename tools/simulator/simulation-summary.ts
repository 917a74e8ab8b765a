import type { TypologyName } from './fraud/fraud-case.js';
import type { LabelledPayment } from './simulate.js';

interface Frauds {
  payments: number;
  moneyMinor: number;
}

/** Counts what goes by. */
export class SimulationSummary {
  private payments = 0;
  private moneyMinor = 0;
  private labelled = 0;
  private readonly frauds = new Map<TypologyName, Frauds>();
  private readonly startedAtMs = performance.now();

  /** Hands the payments on, and says when a day is over. */
  *counting(payments: Iterable<LabelledPayment>, onDays: (done: number) => void): Generator<LabelledPayment> {
    let today = 0;
    for (const labelled of payments) {
      if (labelled.day !== today) {
        today = labelled.day;
        onDays(today);
      }
      this.count(labelled);
      yield labelled;
    }
  }

  get report(): SimulationReport {
    const frauds = [...this.frauds.values()];
    const fraudPayments = frauds.reduce((sum, { payments }) => sum + payments, 0);
    return {
      payments: this.payments,
      moneyMinor: this.moneyMinor,
      frauds: fraudPayments,
      fraudShare: fraudPayments / Math.max(1, this.payments),
      fraudMoneyMinor: frauds.reduce((sum, { moneyMinor }) => sum + moneyMinor, 0),
      labelledShare: this.labelled / Math.max(1, this.payments),
      byTypology: Object.fromEntries(this.frauds),
      paymentsPerS: Math.round((this.payments / (performance.now() - this.startedAtMs)) * 1000),
    };
  }

  private count({ payment: { amountMinor, fraud }, knownAtMs }: LabelledPayment): void {
    this.payments += 1;
    this.moneyMinor += amountMinor;
    if (knownAtMs !== null) this.labelled += 1;
    if (fraud === null) return;
    const { typology } = fraud.campaign;
    const sums = this.frauds.get(typology) ?? { payments: 0, moneyMinor: 0 };
    sums.payments += 1;
    sums.moneyMinor += amountMinor;
    this.frauds.set(typology, sums);
  }
}

export interface SimulationReport {
  readonly payments: number;
  readonly moneyMinor: number;
  readonly frauds: number;
  readonly fraudShare: number;
  readonly fraudMoneyMinor: number;
  /** Share of the payments whose label becomes known, however late. */
  readonly labelledShare: number;
  readonly byTypology: Readonly<Record<string, Readonly<Frauds>>>;
  readonly paymentsPerS: number;
}
