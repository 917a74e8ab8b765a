import { Inject, Injectable } from '@nestjs/common';
import { Cursors, Database, type Page, type Statement } from '@paymo/platform';
import type { Case, Lane } from '../cases/case.entity.js';
import { CasesReader } from '../cases/cases.reader.js';
import { type ReviewSettings, SETTINGS } from '../settings.js';
import { refuseUnlessFree } from '../verdicts/examine-case.js';
import { lockMatter } from '../verdicts/lock-matter.js';
import { placeOf, queueStart } from './queue-place.js';
import type { QueueQuery } from './queue-query.js';
import * as sql from './queue-statements.js';

/** The order of work: who takes which case, and for how long. */
@Injectable()
export class QueueService {
  constructor(
    private readonly database: Database,
    private readonly cases: CasesReader,
    private readonly cursors: Cursors,
    @Inject(SETTINGS) private readonly settings: ReviewSettings,
  ) {}

  /** @throws PaymoError `request.invalid` for a cursor of another sort, or with other filters */
  async list(query: QueueQuery, analyst: string): Promise<Page<Case>> {
    const { sort, limit, cursor, ...narrowed } = query;
    const list = ['queue', sort, JSON.stringify(narrowed), narrowed.mine ? analyst : ''];
    const after = await this.cursors.read(list, cursor);
    const place = after.length === 0 ? queueStart(sort) : after;
    const { statement, values } = sql.listQueue(sort, place, filtersOf(query, analyst));
    const found = await this.database.query<sql.QueueRow>(statement, values);
    const { items, nextCursor } = await this.cursors.page(list, found, limit, placeOf);
    return { items: await this.cases.inOrder(items.map(({ id }) => id)), nextCursor };
  }

  /** Claims the best case that is free; null when there is none. */
  async next(analyst: string, isSenior: boolean): Promise<Case | null> {
    const lanes: Lane[] = isSenior ? ['senior', 'second', 'first'] : ['second', 'first'];
    const now = new Date();
    const values = [analyst, this.leaseEnd(now), now, lanes];
    const [claimed] = await this.database.query<{ id: string }>(sql.claimNext, values);
    return claimed === undefined ? null : this.cases.one(claimed.id);
  }

  /** Claims a case, or goes on holding it. */
  lease(caseId: string, analyst: string): Promise<Case> {
    return this.change(caseId, analyst, sql.leaseCase, [analyst, this.leaseEnd(new Date())]);
  }

  /** Lets others have a case. */
  free(caseId: string, analyst: string): Promise<Case> {
    return this.change(caseId, analyst, sql.freeCase);
  }

  /** Hands a case to the senior analysts; who sends it need not be one. */
  escalate(caseId: string, analyst: string): Promise<Case> {
    return this.change(caseId, analyst, sql.escalateCase);
  }

  snooze(caseId: string, analyst: string, minutes: number): Promise<Case> {
    return this.change(caseId, analyst, sql.snoozeCase, [new Date(Date.now() + minutes * 60_000)]);
  }

  /** @throws PaymoError `conflict.case_closed` or `conflict.case_claimed`, saying by whom */
  private async change(
    caseId: string,
    analyst: string,
    statement: Statement,
    values: readonly (string | Date)[] = [],
  ): Promise<Case> {
    await this.database.transaction(async (transaction) => {
      refuseUnlessFree(await lockMatter(transaction, caseId, analyst), analyst, new Date());
      transaction.write(statement, [caseId, ...values]);
    });
    return this.cases.one(caseId);
  }

  private leaseEnd(from: Date): Date {
    return new Date(from.getTime() + this.settings.LEASE_SECONDS * 1000);
  }
}

function filtersOf(query: QueueQuery, analyst: string): sql.QueueFilters {
  const { lane, type, amountMin, amountMax, payer, tag, mine, snoozed, waiting } = query;
  const now = new Date();
  return {
    ...{ lane, type, amountMin, amountMax, payer, tag },
    ...(mine && { holder: analyst }),
    ...(!snoozed && !mine && { awakeAt: now }),
    ...(!waiting && !mine && { answeredAt: now }),
  };
}
