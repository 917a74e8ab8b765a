import { Inject, Injectable } from '@nestjs/common';
import { informationRequested } from '@paymo/contracts';
import { Outbox } from '@paymo/messaging';
import { Database, newId, PaymoError } from '@paymo/platform';
import { type ReviewSettings, SETTINGS } from '../settings.js';
import { refuseUnlessFree } from '../verdicts/examine-case.js';
import { lockMatter } from '../verdicts/lock-matter.js';
import type { LockedCase } from '../verdicts/verdict-statements.js';
import * as sql from './information-statements.js';

const hourMs = 3_600_000;
/** The payment expires an hour before its legal deadline; an analyst has the hour before that to read the answer. */
const marginMs = 2 * hourMs;

/** What an analyst asks: one of the configured questions, own words, or one followed by the other. */
export interface Inquiry {
  readonly question?: string | undefined;
  readonly text?: string | undefined;
}

/** Asks payers about what is held, and keeps what they answer. */
@Injectable()
export class InformationService {
  constructor(
    private readonly outbox: Outbox,
    private readonly database: Database,
    @Inject(SETTINGS) private readonly settings: ReviewSettings,
  ) {}

  list(caseId: string): Promise<sql.QuestionRow[]> {
    return this.database.query<sql.QuestionRow>(sql.listQuestions, [caseId]);
  }

  /**
   * Asks the payer, and takes the case out of the queue until they answer, or may no longer.
   *
   * @throws PaymoError `conflict.case_closed`, `conflict.case_claimed`, `conflict.payer_asked` while an earlier question
   *   waits, `conflict.no_time_to_ask` when the deadline is near
   */
  async ask(caseId: string, analyst: string, inquiry: Inquiry, traceparent: string): Promise<void> {
    const question = this.wordsOf(inquiry);
    const now = new Date();
    await this.outbox.transaction(async (transaction) => {
      const matter = await lockMatter(transaction, caseId, analyst);
      const found = matter.lead;
      refuseUnlessFree(matter, analyst, now);
      const expiresAt = this.expiryOf(found, now);
      const id = newId();
      const code = inquiry.question ?? null;
      transaction.write(sql.insertQuestion, [id, caseId, code, question, analyst, now, expiresAt]);
      transaction.write(sql.awaitPayer, [caseId, expiresAt]);
      const about = { questionId: id, paymentId: found.payment_id, payerId: found.payer_id, question };
      const times = { askedAtMs: now.getTime(), expiresAtMs: expiresAt.getTime() };
      transaction.announce(informationRequested, { ...about, ...times }, traceparent);
    });
  }

  private expiryOf({ waiting_until: waitingUntil, deadline_at: deadlineAt }: LockedCase, now: Date): Date {
    if (waitingUntil !== null && waitingUntil > now) {
      const until = waitingUntil.toISOString();
      throw new PaymoError(
        'conflict.payer_asked',
        `The payer was asked already and may answer until ${until}.`,
      );
    }
    const wished = now.getTime() + this.settings.PAYER_ANSWER_HOURS * hourMs;
    const expiresAt = new Date(Math.min(wished, deadlineAt.getTime() - marginMs));
    if (expiresAt > now) return expiresAt;
    const deadline = deadlineAt.toISOString();
    throw new PaymoError('conflict.no_time_to_ask', `The hold has to be over at ${deadline}: judge it now.`);
  }

  private wordsOf({ question, text }: Inquiry): string {
    const known = this.settings.PAYER_QUESTIONS;
    const chosen = known.find(({ code }) => code === question);
    if (question === undefined || chosen !== undefined)
      return [chosen?.text, text].filter((part) => part !== undefined).join(' ');
    const detail = `must be one of ${known.map(({ code }) => code).join(', ')}`;
    throw new PaymoError('request.invalid', `The question ${detail}.`, {
      errors: [{ pointer: '/question', detail }],
    });
  }
}
