import { Inject, Injectable } from '@nestjs/common';
import { Database, PaymoError, publicId, type Transaction } from '@paymo/platform';
import type { Case } from '../cases/case.entity.js';
import { CasesReader } from '../cases/cases.reader.js';
import { leaseCase } from '../queue/queue-statements.js';
import { type ReviewSettings, SETTINGS } from '../settings.js';
import { refuseUnlessFree } from '../verdicts/examine-case.js';
import { lockMatter, type Matter } from '../verdicts/lock-matter.js';
import * as sql from './merge-statements.js';

/** How many payments may be one case. */
const paymentsMax = 50;

/** Makes several cases one, and parts them again. */
@Injectable()
export class MergesService {
  constructor(
    private readonly database: Database,
    private readonly cases: CasesReader,
    @Inject(SETTINGS) private readonly settings: ReviewSettings,
  ) {}

  /** What is merged into a case, the next deadline first. */
  async partsOf(caseId: string): Promise<Case[]> {
    await this.cases.one(caseId);
    const rows = await this.database.query<{ id: string }>(sql.listParts, [caseId]);
    return this.cases.inOrder(rows.map(({ id }) => id));
  }

  /**
   * Makes two cases one. The one with the earlier deadline stays in the queue, so that no deadline is hidden; what it
   * is judged, the others are too, each with its own money and label.
   *
   * @returns the case that stays; the analyst holds it
   * @throws PaymoError `conflict.not_mergeable`, or what keeps the analyst from either case
   */
  async merge(caseId: string, otherId: string, analyst: string): Promise<Case> {
    const now = new Date();
    const leasedUntil = new Date(now.getTime() + this.settings.LEASE_SECONDS * 1000);
    const leadId = await this.database.transaction(async (transaction) => {
      const shown = await lockMatter(transaction, caseId, analyst);
      const other = await lockMatter(transaction, otherId, analyst);
      for (const matter of [shown, other]) {
        refuseUnlessFree(matter, analyst, now);
        refuseWaiting(matter, now);
      }
      await refuseStrangers(transaction, shown, other);
      const isLater = other.lead.deadline_at < shown.lead.deadline_at;
      const [lead, part] = isLater ? [otherId, caseId] : [caseId, otherId];
      transaction.write(sql.mergeCases, [lead, part]);
      transaction.write(leaseCase, [lead, analyst, leasedUntil]);
      return lead;
    });
    return this.cases.one(leadId);
  }

  /**
   * Takes a case out of the one that it was merged into: it is in the queue again.
   *
   * @throws PaymoError `case.not_found` when it is no open part of that case, or what keeps the analyst from it
   */
  async part(caseId: string, partId: string, analyst: string): Promise<Case> {
    await this.database.transaction(async (transaction) => {
      const matter = await lockMatter(transaction, caseId, analyst);
      const now = new Date();
      refuseUnlessFree(matter, analyst, now);
      refuseWaiting(matter, now);
      const parted = await transaction.query(sql.partCase, [partId, caseId]);
      if (parted.length === 0)
        throw new PaymoError('case.not_found', `${publicId('case', partId)} is no part of this case.`);
    });
    return this.cases.one(partId);
  }
}

/** What waits for a second analyst or for its payer is half done: that has to end first. */
function refuseWaiting({ lead }: Matter, now: Date): void {
  const isAsked = lead.waiting_until !== null && lead.waiting_until > now;
  if (lead.proposed_by === null && !isAsked) return;
  const whom = isAsked ? 'its payer' : 'a second analyst';
  throw new PaymoError('conflict.not_mergeable', `${publicId('case', lead.id)} waits for ${whom}.`);
}

async function refuseStrangers(transaction: Transaction, one: Matter, other: Matter): Promise<void> {
  if (one.merged.length + other.merged.length + 2 > paymentsMax)
    throw new PaymoError('conflict.not_mergeable', `A case has ${paymentsMax} payments at most.`);
  const ids = [one.lead.id, other.lead.id];
  const [found] = await transaction.query<{ isSo: boolean }>(sql.shareSomething, ids);
  if (ids[0] === ids[1] || found?.isSo !== true)
    throw new PaymoError('conflict.not_mergeable', 'The two share no account, device or address.');
}
