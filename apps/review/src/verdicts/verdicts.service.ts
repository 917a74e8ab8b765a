import { Inject, Injectable } from '@nestjs/common';
import { type AnnouncingTransaction, Outbox } from '@paymo/messaging';
import { PaymoError } from '@paymo/platform';
import { type ReviewSettings, SETTINGS } from '../settings.js';
import { announceVerdict } from './announce-verdict.js';
import { examineCase, type Judgement } from './examine-case.js';
import { needsTwo } from './four-eyes.js';
import { lockMatter } from './lock-matter.js';
import { findAnswer, type JudgedCase, keepAnswer, readJudged } from './verdict-answers.js';
import type { VerdictRequest } from './verdict-request.js';
import * as sql from './verdict-statements.js';

/** Takes verdicts, one a case, and takes them back while nobody knows of them. */
@Injectable()
export class VerdictsService {
  private readonly undoMs: number;

  constructor(
    private readonly outbox: Outbox,
    @Inject(SETTINGS) private readonly settings: ReviewSettings,
  ) {
    this.undoMs = settings.VERDICT_UNDO_SECONDS * 1000;
  }

  /**
   * Closes a case, or proposes its release when that needs two. What it does to the money is announced when it
   * cannot be undone any more. A request that is sent again under its key is answered as it was.
   *
   * @throws PaymoError `conflict.case_closed`, saying by whom and when, if somebody was faster;
   *   `conflict.idempotency_key_reused` if the key was sent with another verdict
   */
  judge(
    caseId: string,
    request: VerdictRequest,
    judgement: Judgement,
    key: string | null,
    traceparent: string,
  ): Promise<JudgedCase> {
    this.refuseUnknownReason(request.reason);
    return this.outbox.transaction(async (transaction) => {
      const kept = key === null ? null : await findAnswer(transaction, key, [caseId, request]);
      if (kept !== null) return kept;
      const undoUntil = await this.take(transaction, caseId, request, { ...judgement, traceparent });
      const answer = await readJudged(transaction, caseId, undoUntil);
      if (key !== null) keepAnswer(transaction, key, [caseId, request], answer);
      return answer;
    });
  }

  /**
   * Opens a case again for the analyst who judged it a moment ago, with what is merged into it; payments that ended
   * by themselves meanwhile stay closed.
   *
   * @returns the case to go on with
   * @throws PaymoError `conflict.verdict_final` when its time is up, it is somebody else's, or all has ended
   */
  undo(caseId: string, reviewer: string): Promise<string> {
    const now = new Date();
    const leasedUntil = new Date(now.getTime() + this.settings.LEASE_SECONDS * 1000);
    return this.outbox.transaction(async (transaction) => {
      const taken = await transaction.query<sql.TakenBackRow>(sql.takeBackVerdict, [caseId, reviewer, now]);
      const reopened = taken.filter(({ isEnded }) => !isEnded).map(({ id }) => id);
      const [first] = reopened;
      if (first === undefined)
        throw new PaymoError('conflict.verdict_final', 'There is no verdict of yours that can be undone.');
      const ended = taken.filter(({ isEnded }) => isEnded).map(({ id }) => id);
      transaction.write(sql.reopenCases, [reopened, reviewer, leasedUntil]);
      transaction.write(sql.expireCases, [ended]);
      return reopened.includes(caseId) ? caseId : first;
    });
  }

  /** @returns until when it can be undone; null when nothing was closed, or for good */
  private async take(
    transaction: AnnouncingTransaction,
    caseId: string,
    request: VerdictRequest,
    { traceparent, ...judgement }: Judgement & { readonly traceparent: string },
  ): Promise<Date | null> {
    const matter = await lockMatter(transaction, caseId, judgement.reviewer);
    const isForTwo = needsTwo([matter.lead, ...matter.merged], this.settings);
    const effect = examineCase(matter, judgement, isForTwo);
    const { reviewer, at } = judgement;
    if (effect === 'propose') {
      transaction.write(sql.proposeRelease, [caseId, reviewer, request.note ?? null]);
      return null;
    }
    const status = request.verdict === 'release' ? ('released' as const) : ('rejected' as const);
    let undoUntil: Date | null = null;
    for (const found of [matter.lead, ...matter.merged]) {
      // What was on the screen, and how long, is known of the case that leads.
      const seen = found === matter.lead ? request : { ...request, displayed: undefined, dwellMs: undefined };
      transaction.write(sql.closeCase, closing(found.id, status, seen, judgement));
      const verdict = { ...found, status, reviewer, closed_at: at, traceparent };
      undoUntil = this.announceWhenDue(transaction, found.id, verdict);
    }
    return undoUntil;
  }

  private announceWhenDue(
    transaction: AnnouncingTransaction,
    caseId: string,
    verdict: sql.DueVerdictRow,
  ): Date | null {
    if (this.undoMs === 0) {
      announceVerdict(transaction, verdict);
      return null;
    }
    const dueAt = new Date(verdict.closed_at.getTime() + this.undoMs);
    transaction.write(sql.keepUntilDue, [caseId, dueAt, verdict.traceparent]);
    return dueAt;
  }

  private refuseUnknownReason(reason: string | undefined): void {
    const known = this.settings.REJECT_REASONS;
    if (reason === undefined || known.includes(reason)) return;
    const detail = `must be one of ${known.join(', ')}`;
    throw new PaymoError('request.invalid', `The reason ${detail}.`, {
      errors: [{ pointer: '/reason', detail }],
    });
  }
}

function closing(
  caseId: string,
  status: string,
  request: VerdictRequest,
  { reviewer, at }: Judgement,
): (string | number | Date | null)[] {
  const displayed = request.displayed === undefined ? null : JSON.stringify(request.displayed);
  const { note = null, reason = null, dwellMs = null } = request;
  return [caseId, status, at, reviewer, note, reason, displayed, dwellMs];
}
