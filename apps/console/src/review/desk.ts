import type { Case } from '../api/case.js';
import { Refusal } from '../api/requests.js';
import type { Counts } from '../api/counts.js';
import type { Alike, ClusterVerdict, ReviewApi, Verdict } from '../api/review-api.js';
import { dwellSince } from './dwell.js';
import { moneyText, shortId } from './format.js';

/** What lies on an analyst's desk. */
export interface DeskState {
  /** The case that is judged now; null while there is none. */
  readonly current: Case | null;
  readonly isLooking: boolean;
  /** What was done last, for all to read and for screen readers to say. */
  readonly message: string;
  /** What went wrong with a case that is not on the screen any more. */
  readonly fault: string | null;
  readonly undoUntilMs: number | null;
}

/** A verdict that was given, and what takes it back. */
interface Given {
  readonly about: Case;
  /** Opens again what was judged; answers the case that is to be on the screen. */
  readonly takeBack: () => Promise<Case>;
}

const heartbeatMs = 60_000;

/**
 * One analyst's work: a case on the screen and the next one claimed ahead, so that it is there when the key is
 * pressed. Verdicts are sent behind the next case; what becomes of them is said.
 */
export class Desk {
  private state: DeskState = { current: null, isLooking: true, message: '', fault: null, undoUntilMs: null };
  private readonly listeners = new Set<() => void>();
  private ahead: Case[] = [];
  private filling: Promise<void> | undefined;
  private lastGiven: Given | undefined;
  private shownAtMs = Date.now();

  constructor(private readonly api: ReviewApi) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly read = (): DeskState => this.state;

  /** Goes on with what the analyst held before, and looks for more; ends with the page. */
  async start(): Promise<void> {
    setInterval(() => void this.keepLeases(), heartbeatMs);
    this.ahead = await this.api.mine();
    await this.advance();
  }

  /** Judges the case on the screen and shows the next one. */
  async judge(choice: Pick<Verdict, 'verdict' | 'reason'>, score: 'shown' | 'blind'): Promise<void> {
    const judged = this.state.current;
    if (judged === null) return;
    const displayed = { score, model: judged.model };
    const answered = this.api.judge(judged.id, {
      ...choice,
      displayed,
      dwellMs: dwellSince(this.shownAtMs),
    });
    this.lastGiven = {
      about: judged,
      takeBack: async () => {
        await answered;
        return this.api.undo(judged.id);
      },
    };
    const done = choice.verdict === 'release' ? 'Released' : 'Rejected';
    await Promise.all([
      this.advance(`${done} ${nameOf(judged)}.`),
      this.outcome(judged, async () => {
        const { undoUntil, lane, status } = await answered;
        this.change({ undoUntilMs: undoUntil === null ? null : Date.parse(undoUntil) });
        if (status === 'open' && lane === 'second')
          this.change({ message: `${nameOf(judged)} waits for a second analyst.` });
      }),
    ]);
  }

  /** Judges all cases like the one on the screen, and says which were left out. */
  async judgeAll(
    cases: readonly Alike[],
    choice: Pick<Verdict, 'verdict' | 'reason'>,
    score: 'shown' | 'blind',
  ): Promise<void> {
    const first = this.state.current;
    if (first === null) return;
    const ids = cases.map(({ id }) => id);
    const displayed = { score, model: first.model };
    const dwellMs = Math.round(dwellSince(this.shownAtMs) / ids.length);
    const answered = this.api.judgeAll(first.id, ids, { ...choice, displayed, dwellMs });
    this.ahead = this.ahead.filter(({ id }) => !ids.includes(id));
    this.lastGiven = { about: first, takeBack: () => this.takeBackAll(first, answered) };
    const done = choice.verdict === 'release' ? 'released' : 'rejected';
    this.change({ current: null, isLooking: true, message: `All like ${nameOf(first)} are being ${done}.` });
    let said = '';
    await this.outcome(first, async () => {
      const { judged, leftOut } = await answered;
      const until = judged.map(({ undoUntil }) => undoUntil).find((each) => each !== null);
      this.change({ undoUntilMs: until === undefined ? null : Date.parse(until) });
      said = `${judged.length} ${done}, ${leftOut.length} left out.`;
      if (leftOut.length > 0) this.change({ fault: leftOutText(leftOut) });
      if (leftOut.some(({ id }) => id === first.id)) this.ahead.unshift(first);
    });
    await this.advance(said);
  }

  /** Takes back the last verdict and puts its case on the screen again. */
  async undo(): Promise<void> {
    const given = this.lastGiven;
    if (given === undefined) return;
    this.lastGiven = undefined;
    await this.outcome(given.about, async () => {
      const reopened = await given.takeBack();
      if (this.state.current !== null) this.ahead.unshift(this.state.current);
      this.show(reopened, `Undone: ${nameOf(reopened)} is open again.`);
      this.change({ undoUntilMs: null });
    });
  }

  async escalate(): Promise<void> {
    await this.putAway('Escalated', (id) => this.api.escalate(id));
  }

  async snooze(minutes: number): Promise<void> {
    await this.putAway('Put off', (id) => this.api.snooze(id, minutes));
  }

  /** Asks the payer: the case comes back with their answer. */
  async askPayer(inquiry: { question?: string; text?: string }): Promise<void> {
    await this.putAway('Asked the payer of', (id) => this.api.askPayer(id, inquiry));
  }

  /** Tags the case on the screen, or takes the tag away if it has it. */
  async tag(tag: string): Promise<void> {
    const tagged = this.state.current;
    if (tagged === null) return;
    await this.outcome(tagged, async () => {
      const has = tagged.tags.includes(tag);
      const { tags } = await (has ? this.api.removeTag(tagged.id, tag) : this.api.addTag(tagged.id, tag));
      if (this.state.current?.id !== tagged.id) return;
      const message = has ? `No longer tagged ${tag}.` : `Tagged ${tag}.`;
      this.change({ current: { ...this.state.current, tags }, message });
    });
  }

  /** Makes the case on the screen one with another; the one with the earlier deadline stays on it. */
  async merge(otherId: string): Promise<void> {
    const shown = this.state.current;
    if (shown === null) return;
    await this.outcome(shown, async () => {
      const lead = await this.api.links.merge(shown.id, otherId);
      this.ahead = this.ahead.filter(({ id }) => id !== otherId);
      if (this.state.current?.id === shown.id)
        this.change({ current: lead, message: `One case now: ${nameOf(lead)}.` });
    });
  }

  /** Takes a payment out of the case on the screen; it is in the queue again. */
  async part(partId: string): Promise<void> {
    const shown = this.state.current;
    if (shown === null) return;
    await this.outcome(shown, async () => {
      await this.api.links.part(shown.id, partId);
      this.change({ message: `Case ${shortId(partId)} is in the queue again.` });
    });
  }

  /** Does something about the case on the screen that leaves it there, and says what comes of it. */
  async doBeside(act: (shown: Case) => Promise<string>): Promise<void> {
    const shown = this.state.current;
    if (shown === null) return;
    await this.outcome(shown, async () => {
      this.change({ message: await act(shown) });
    });
  }

  /** Takes another case from the queue; the one on the screen is free for others. */
  async take(other: Case): Promise<void> {
    const left = this.state.current;
    if (left?.id === other.id) return;
    await this.outcome(other, async () => {
      const waiting = this.ahead.find(({ id }) => id === other.id);
      const taken = waiting ?? (await this.api.lease(other.id));
      this.ahead = this.ahead.filter(({ id }) => id !== other.id);
      this.show(taken, `Showing ${nameOf(taken)}.`);
      if (left !== null) await this.api.free(left.id);
    });
  }

  /** Every claim is kept in the audit log: an empty queue is not asked for cases, only counted. */
  readonly onCounts = ({ free }: Counts): void => {
    if (free > 0 && this.state.current === null && !this.state.isLooking) void this.advance();
  };

  forgetFault(): void {
    this.change({ fault: null });
  }

  private async putAway(done: string, act: (id: string) => Promise<void>): Promise<void> {
    const left = this.state.current;
    if (left === null) return;
    await Promise.all([this.advance(`${done} ${nameOf(left)}.`), this.outcome(left, () => act(left.id))]);
  }

  private async takeBackAll(first: Case, answered: Promise<ClusterVerdict>): Promise<Case> {
    const { judged } = await answered;
    const undone = await Promise.allSettled(judged.map(({ id }) => this.api.undo(id)));
    const reopened = undone.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    const [shown, ...others] = reopened;
    await Promise.all(others.map(({ id }) => this.api.free(id)));
    const failed = undone.filter((each) => each.status === 'rejected');
    if (shown === undefined && failed[0] !== undefined) throw failed[0].reason;
    if (failed.length > 0) this.change({ fault: `${failed.length} could not be undone any more.` });
    return shown ?? first;
  }

  private async advance(done = ''): Promise<void> {
    if (this.ahead.length === 0) {
      this.change({ current: null, isLooking: true, message: done });
      await this.fill();
    }
    const next = this.ahead.shift();
    if (next === undefined) this.change({ isLooking: false, message: `${done} No case is free.`.trim() });
    else {
      this.show(next, `${done} Next: ${nameOf(next)}.`.trim());
      void this.fill();
    }
  }

  /** Claims one case ahead, if there is none. */
  private fill(): Promise<void> {
    this.filling ??= this.claimAhead().finally(() => {
      this.filling = undefined;
    });
    return this.filling;
  }

  private async claimAhead(): Promise<void> {
    if (this.ahead.length > 0) return;
    const claimed = await this.api.next().catch(() => null);
    if (claimed !== null) this.ahead.push(claimed);
  }

  private show(next: Case, message: string): void {
    this.shownAtMs = Date.now();
    this.change({ current: next, isLooking: false, message });
  }

  /** Says it when something comes to nothing. */
  private async outcome(about: Case, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      const isRefused = error instanceof Refusal;
      const what = isRefused
        ? error.message
        : 'No answer came: whether it counts is not known; look at the case.';
      this.change({ fault: `${nameOf(about)}: ${what}` });
    }
  }

  private async keepLeases(): Promise<void> {
    const held = [this.state.current, ...this.ahead].filter((each) => each !== null);
    await Promise.all(held.map(({ id }) => this.api.lease(id).catch(() => undefined)));
  }

  private change(change: Partial<DeskState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}

function leftOutText(leftOut: ClusterVerdict['leftOut']): string {
  return leftOut.map(({ id, detail }) => `Left out case ${shortId(id)}: ${detail}`).join(' ');
}

function nameOf({ amount, id }: Case): string {
  return `${moneyText(amount)}, case ${shortId(id)}`;
}
