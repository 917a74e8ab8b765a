import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { paymentLabelled, paymentReviewed } from '@paymo/contracts';
import { Outbox } from '@paymo/messaging';
import { PaymoError, publicId } from '@paymo/platform';
import { Case, type CaseStatus } from './case.entity.js';
import { type ClosedCaseRow, closeCase } from './case-statements.js';
import type { VerdictRequest } from './verdict-request.js';

/** Lists cases and takes the verdicts on them. */
@Injectable()
export class CasesService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
  ) {}

  /** Cases of one status, the oldest first; `after` is the id of the last one already seen. */
  list(status: CaseStatus, limit: number, after: string | undefined): Promise<Case[]> {
    const query = this.dataSource
      .getRepository(Case)
      .createQueryBuilder('c')
      .where('c.status = :status', { status })
      .orderBy('c.id')
      .limit(limit);
    if (after !== undefined) query.andWhere('c.id > :after', { after });
    return query.getMany();
  }

  async one(id: string): Promise<Case> {
    const found = await this.dataSource.getRepository(Case).findOneBy({ id });
    if (found === null) throw new PaymoError('case.not_found', `${publicId('case', id)} does not exist.`);
    return found;
  }

  /**
   * Closes a case, and announces the verdict to the gateway and as a label, in one transaction.
   *
   * @throws PaymoError `conflict.case_closed`, saying by whom and when, if somebody was faster
   */
  async judge(id: string, request: VerdictRequest, reviewer: string, traceparent: string): Promise<Case> {
    const now = new Date();
    const status = request.verdict === 'release' ? 'released' : 'rejected';
    const isClosed = await this.outbox.transaction(async (transaction) => {
      const values = [id, status, now, reviewer, request.note];
      const [row] = await transaction.query<ClosedCaseRow>(closeCase, values);
      if (row === undefined) return false;
      const { payment_id: paymentId, payer_id: payerId } = row;
      const { verdict } = request;
      const verdictEvent = { paymentId, payerId, verdict, reviewer, reviewedAtMs: now.getTime() };
      transaction.announce(paymentReviewed, verdictEvent, traceparent);
      const isFraud = verdict === 'reject';
      const label = { paymentId, payerId, isFraud, source: 'verdict' as const, knownAtMs: now.getTime() };
      transaction.announce(paymentLabelled, label, traceparent);
      return true;
    });
    const current = await this.one(id);
    if (isClosed) return current;
    const by = `${current.status} by ${current.reviewer ?? 'its deadline'} at ${current.closedAt?.toISOString() ?? ''}`;
    throw new PaymoError('conflict.case_closed', `The case was ${by}.`);
  }
}
