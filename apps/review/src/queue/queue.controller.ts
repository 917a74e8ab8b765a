import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { AnswersPage, type Caller, FromCaller, Needs, publicIdSchema } from '@paymo/platform';
import { type CaseView, caseView } from '../cases/case-view.js';
import { type ReviewSettings, SETTINGS } from '../settings.js';
import { type QueueQuery, queueQuery } from './queue-query.js';
import { type QueueCounts, QueueCounter } from './queue-counter.js';
import { QueueService } from './queue.service.js';

const caseIdSchema = publicIdSchema('case');
const weekMinutes = 7 * 24 * 60;
const snoozeSchema = z.strictObject({ minutes: z.number().int().min(1).max(weekMinutes) });

@ApiTags('queue')
@Controller('review')
export class QueueController {
  constructor(
    private readonly queue: QueueService,
    private readonly counter: QueueCounter,
    @Inject(SETTINGS) private readonly settings: ReviewSettings,
  ) {}

  @Needs('cases.read')
  @Get('queue')
  @ApiOperation({
    summary: 'List open cases, by default those with the next deadline and the largest loss first',
  })
  @AnswersPage('A page of cases')
  async list(
    @FromCaller() caller: Caller,
    @Query({ schema: queueQuery }) query: QueueQuery,
  ): Promise<{ items: CaseView[]; nextCursor: string | null }> {
    const { items, nextCursor } = await this.queue.list(query, caller.subject);
    return { items: items.map(caseView), nextCursor };
  }

  @Needs('queue.read')
  @Get('queue/counts')
  @ApiOperation({ summary: 'Count the open cases' })
  counts(@FromCaller() caller: Caller): Promise<QueueCounts> {
    return this.counter.of(caller.subject);
  }

  @Needs('queue.read')
  @Get('queue/reasons')
  @ApiOperation({ summary: 'List why a payment may be rejected' })
  reasons(): { reject: readonly string[] } {
    return { reject: this.settings.REJECT_REASONS };
  }

  @Needs('cases.judge')
  @Post('queue/next')
  @HttpCode(200)
  @ApiOperation({ summary: 'Claim the case that is to be judged next; null when none is free' })
  async next(@FromCaller() caller: Caller): Promise<{ case: CaseView | null }> {
    const found = await this.queue.next(caller.subject, caller.roles.includes('senior-analyst'));
    return { case: found === null ? null : caseView(found) };
  }

  @Needs('cases.judge')
  @Post('cases/:caseId/lease')
  @HttpCode(200)
  @ApiOperation({ summary: 'Claim a case, or go on holding it' })
  async lease(
    @FromCaller() caller: Caller,
    @Param('caseId', { schema: caseIdSchema }) caseId: string,
  ): Promise<CaseView> {
    return caseView(await this.queue.lease(caseId, caller.subject));
  }

  @Needs('cases.judge')
  @Post('cases/:caseId/free')
  @HttpCode(200)
  @ApiOperation({ summary: 'Let others have a case that you hold' })
  async free(
    @FromCaller() caller: Caller,
    @Param('caseId', { schema: caseIdSchema }) caseId: string,
  ): Promise<CaseView> {
    return caseView(await this.queue.free(caseId, caller.subject));
  }

  @Needs('cases.judge')
  @Post('cases/:caseId/escalate')
  @HttpCode(200)
  @ApiOperation({ summary: 'Hand a case to the senior analysts' })
  async escalate(
    @FromCaller() caller: Caller,
    @Param('caseId', { schema: caseIdSchema }) caseId: string,
  ): Promise<CaseView> {
    return caseView(await this.queue.escalate(caseId, caller.subject));
  }

  @Needs('cases.judge')
  @Post('cases/:caseId/snooze')
  @HttpCode(200)
  @ApiOperation({ summary: 'Put a case off, at most until an hour before its deadline' })
  async snooze(
    @FromCaller() caller: Caller,
    @Param('caseId', { schema: caseIdSchema }) caseId: string,
    @Body({ schema: snoozeSchema }) { minutes }: z.infer<typeof snoozeSchema>,
  ): Promise<CaseView> {
    return caseView(await this.queue.snooze(caseId, caller.subject, minutes));
  }
}
