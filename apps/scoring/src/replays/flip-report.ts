import type { Outcome } from '../decisions/judge.js';

/** A decision of the past and what the candidate would have made of it. Amounts in minor units. */
export interface ReplayedDecision {
  readonly paymentId: string;
  readonly segment: string;
  readonly amountMinor: number;
  readonly before: Outcome;
  readonly after: Outcome;
  readonly scoreBefore: number | null;
  readonly scoreAfter: number | null;
  /** The truth, as far as it is known. */
  readonly isFraud: boolean | null;
  /** How far each fact moves the candidate's score further than the champion's; for flips only. */
  readonly shifts: Readonly<Record<string, number>>;
}

interface Tally {
  readonly payments: number;
  readonly amountMinor: number;
  /** Of those whose truth is known. */
  readonly frauds: number;
  readonly fraudMinor: number;
  readonly honest: number;
}

interface Flip extends Tally {
  readonly from: Outcome;
  readonly to: Outcome;
}

export interface FlipReport {
  readonly decisions: number;
  /** Decisions that cannot be replayed: their vectors are of another catalogue. */
  readonly skipped: number;
  readonly stoppedBefore: Tally;
  readonly stoppedAfter: Tally;
  readonly flips: readonly Flip[];
  /** Newly stopped, and newly let go. */
  readonly extraHolds: Tally;
  readonly letGo: Tally;
  /** Analysts' hours that the change costs; negative when it saves some. */
  readonly extraHours: number;
  readonly bySegment: readonly { segment: string; decisions: number; extraHolds: number; letGo: number }[];
  /** Facts whose pull differs most over the flips, on average, the strongest first. */
  readonly shifts: readonly { feature: string; shift: number }[];
  readonly examples: readonly Omit<ReplayedDecision, 'shifts'>[];
}

const examplesMax = 50;
const shiftsShown = 12;
const minutesPerHour = 60;

/** Adds up what a candidate changes, one decision at a time; bounded whatever the number of decisions. */
export class FlipCounter {
  private decisions = 0;
  private readonly before = emptyTally();
  private readonly after = emptyTally();
  private readonly flips = new Map<string, MutableTally & { from: Outcome; to: Outcome }>();
  private readonly segments = new Map<string, { decisions: number; extraHolds: number; letGo: number }>();
  private readonly shifts = new Map<string, number>();
  private readonly examples: Omit<ReplayedDecision, 'shifts'>[] = [];

  add(decision: ReplayedDecision): void {
    const { before, after, segment } = decision;
    this.decisions += 1;
    if (isStopped(before)) count(this.before, decision);
    if (isStopped(after)) count(this.after, decision);
    const own = this.segments.get(segment) ?? { decisions: 0, extraHolds: 0, letGo: 0 };
    this.segments.set(segment, own);
    own.decisions += 1;
    if (before === after) return;
    own.extraHolds += Number(!isStopped(before));
    own.letGo += Number(!isStopped(after));
    this.addFlip(decision);
  }

  /** @param minutesPerReview how long an analyst looks at a held payment */
  report(skipped: number, minutesPerReview: number): FlipReport {
    const flips = [...this.flips.values()];
    const extraHolds = sumOf(flips.filter(({ from }) => !isStopped(from)));
    const letGo = sumOf(flips.filter(({ to }) => !isStopped(to)));
    const changed = sumOf(flips).payments;
    return {
      decisions: this.decisions,
      skipped,
      stoppedBefore: this.before,
      stoppedAfter: this.after,
      flips,
      extraHolds,
      letGo,
      extraHours: ((extraHolds.payments - letGo.payments) * minutesPerReview) / minutesPerHour,
      bySegment: [...this.segments].map(([segment, counts]) => ({ segment, ...counts })),
      shifts: [...this.shifts]
        .map(([feature, sum]) => ({ feature, shift: sum / changed }))
        .sort((a, b) => Math.abs(b.shift) - Math.abs(a.shift))
        .slice(0, shiftsShown),
      examples: this.examples,
    };
  }

  private addFlip({ shifts, ...decision }: ReplayedDecision): void {
    const { before: from, after: to } = decision;
    const flip = this.flips.get(`${from} ${to}`) ?? { from, to, ...emptyTally() };
    this.flips.set(`${from} ${to}`, flip);
    count(flip, decision);
    for (const [feature, shift] of Object.entries(shifts))
      this.shifts.set(feature, (this.shifts.get(feature) ?? 0) + shift);
    if (this.examples.length < examplesMax) this.examples.push(decision);
  }
}

type MutableTally = { -readonly [K in keyof Tally]: Tally[K] };

function emptyTally(): MutableTally {
  return { payments: 0, amountMinor: 0, frauds: 0, fraudMinor: 0, honest: 0 };
}

function count(tally: MutableTally, { amountMinor, isFraud }: Omit<ReplayedDecision, 'shifts'>): void {
  tally.payments += 1;
  tally.amountMinor += amountMinor;
  tally.honest += Number(isFraud === false);
  if (isFraud !== true) return;
  tally.frauds += 1;
  tally.fraudMinor += amountMinor;
}

function sumOf(tallies: readonly Tally[]): Tally {
  const sum = emptyTally();
  for (const each of tallies) {
    sum.payments += each.payments;
    sum.amountMinor += each.amountMinor;
    sum.frauds += each.frauds;
    sum.fraudMinor += each.fraudMinor;
    sum.honest += each.honest;
  }
  return sum;
}

function isStopped(outcome: Outcome): boolean {
  return outcome !== 'approve';
}
