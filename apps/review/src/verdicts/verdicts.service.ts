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
   * Opens a case again for the analyst who judged it a moment ago.
   *
   * @throws PaymoError `conflict.verdict_final` when its time is up, it is somebody else's, or the payment has ended
   */
  async undo(caseId: string, reviewer: string): Promise<void> {
    const now = new Date();
    const leasedUntil = new Date(now.getTime() + this.settings.LEASE_SECONDS * 1000);
    await this.outbox.transaction(async (transaction) => {
      const values = [caseId, reviewer, now];
      const taken = await transaction.query<{ case_id: string }>(sql.takeBackVerdict, values);
      const ids = taken.map(({ case_id: id }) => id);
      if (!ids.includes(caseId))
        throw new PaymoError('conflict.verdict_final', 'There is no verdict of yours that can be undone.');
      transaction.write(sql.reopenCases, [ids, reviewer, leasedUntil]);
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
      transaction.write(sql.closeCase, closing(found.id, status, request, judgement));
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
