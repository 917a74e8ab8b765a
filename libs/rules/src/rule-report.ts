import { type Outcome, mostSevere } from './policy.js';
import type { PaymentContext } from './payment-context.js';
import { type Rule, RuleSet } from './rule-set.js';
import type { Vocabulary } from './vocabulary.js';

/** A decision as it was made, with what became known of the payment. */
export interface PastDecision {
  readonly paymentId: string;
  readonly context: PaymentContext;
  readonly outcome: Outcome;
  /** Whether the model alone brought the outcome about. */
  readonly isByModelAlone: boolean;
  /** Null while the truth is not known. */
  readonly isFraud: boolean | null;
  /** How many payments this one stands for: 1 divided by the chance with which it was labelled. */
  readonly weight: number;
}

export interface ChangedDecision {
  readonly paymentId: string;
  readonly from: Outcome;
  readonly to: Outcome;
}

interface CountAndValue {
  readonly count: number;
  readonly amountMinor: number;
}

/** What a rule did, or would have done, to past decisions. */
export interface RuleReport {
  readonly payments: number;
  readonly days: number;
  readonly fires: number;
  readonly firesADay: number;
  /** Evaluations that ended in an error, and the first of their messages. */
  readonly errors: number;
  readonly firstError: string | null;
  /** Known fraud that it fires on, its amounts by weight; of which the decision let pass. */
  readonly caught: CountAndValue;
  readonly newlyCaught: CountAndValue;
  /** Fires on payments that are known to be honest. */
  readonly falseAlerts: number;
  readonly unlabelled: number;
  readonly changedCount: number;
  /** The first of them. */
  readonly changed: readonly ChangedDecision[];
}

const changedMax = 100;
const dayMs = 86_400_000;

/** Adds up decision after decision, so that any number of them can stream by. */
export class RuleReporter {
  private readonly rules: RuleSet;
  private payments = 0;
  private fires = 0;
  private errors = 0;
  private firstError: string | null = null;
  private caught: CountAndValue = { count: 0, amountMinor: 0 };
  private newlyCaught: CountAndValue = { count: 0, amountMinor: 0 };
  private falseAlerts = 0;
  private unlabelled = 0;
  private changedCount = 0;
  private readonly changed: ChangedDecision[] = [];

  constructor(rule: Rule, vocabulary: Vocabulary) {
    this.rules = new RuleSet([rule], vocabulary);
  }

  add(decision: PastDecision): void {
    this.payments += 1;
    const { hits, errors } = this.rules.evaluate(decision.context);
    this.errors += errors.length;
    this.firstError ??= errors[0]?.message ?? null;
    const [hit] = hits;
    if (hit === undefined) return;
    this.fires += 1;
    this.judge(decision, hit.outcome);
    const to = outcomeWith(decision, hit.outcome);
    if (to === decision.outcome) return;
    this.changedCount += 1;
    if (this.changed.length < changedMax)
      this.changed.push({ paymentId: decision.paymentId, from: decision.outcome, to });
  }

  /** @param windowMs length of the time that the decisions were made in */
  report(windowMs: number): RuleReport {
    const days = windowMs / dayMs;
    return {
      payments: this.payments,
      days,
      fires: this.fires,
      firesADay: days > 0 ? this.fires / days : 0,
      errors: this.errors,
      firstError: this.firstError,
      caught: this.caught,
      newlyCaught: this.newlyCaught,
      falseAlerts: this.falseAlerts,
      unlabelled: this.unlabelled,
      changedCount: this.changedCount,
      changed: this.changed,
    };
  }

  private judge({ isFraud, outcome, context, weight }: PastDecision, wanted: Outcome): void {
    if (isFraud === null) this.unlabelled += 1;
    if (wanted === 'approve') return;
    if (isFraud === false) this.falseAlerts += 1;
    if (isFraud !== true) return;
    this.caught = plus(this.caught, context.amount * weight);
    if (outcome === 'approve') this.newlyCaught = plus(this.newlyCaught, context.amount * weight);
  }
}

function outcomeWith({ outcome, isByModelAlone }: PastDecision, wanted: Outcome): Outcome {
  if (wanted !== 'approve') return mostSevere([outcome, wanted]);
  return outcome === 'hold' && isByModelAlone ? 'approve' : outcome;
}

function plus({ count, amountMinor }: CountAndValue, moreMinor: number): CountAndValue {
  return { count: count + 1, amountMinor: amountMinor + moreMinor };
}
