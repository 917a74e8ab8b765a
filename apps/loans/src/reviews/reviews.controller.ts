import { Body, Controller, Get, Headers, Inject, Param, Post, Query, Res, UseGuards } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import {
  Answers,
  type Caller,
  Fails,
  FromCaller,
  Needs,
  publicIdSchema,
  TakesIdempotencyKey,
} from '@paymo/platform';
import { keyedRequest } from '../idempotency.js';
import { LoanAccessGuard } from '../loan-access.guard.js';
import { requestTime } from '../request-time.js';
import { sendAnswer } from '../send-answer.js';
import { type LoansSettings, SETTINGS } from '../settings.js';
import { type ContestRequest, contestRequestSchema, verdictRequestSchema } from './review-request.js';
import type { ReviewView } from './review-view.js';
import { ReviewsService } from './reviews.service.js';
import { shownReviewSchema } from './shown-review.js';

const listQuery = z.strictObject({
  /** Those that wait, or those that are closed. */
  status: z.enum(['waiting', 'closed']).default('waiting'),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});
const statuses = { waiting: ['open', 'proposed'], closed: ['approved', 'declined'] } as const;

type RequestHeaders = Record<string, string | undefined>;

@ApiTags('reviews')
@Controller()
@UseGuards(LoanAccessGuard)
export class ReviewsController {
  constructor(
    private readonly reviews: ReviewsService,
    @Inject(SETTINGS) private readonly settings: LoansSettings,
  ) {}

  @Needs('loans.apply')
  @Post('v1/loan-applications/:applicationId/contests')
  @ApiOperation({ summary: 'Ask a person to look again at a decision' })
  @TakesIdempotencyKey()
  @Answers(201, 'The review, or the one that is open', shownReviewSchema)
  @Fails('loan.application_not_found', 'conflict.idempotency_key_reused')
  async contest(
    @FromCaller() caller: Caller,
    @Param('applicationId', { schema: publicIdSchema('app') }) applicationId: string,
    @Body({ schema: contestRequestSchema }) body: ContestRequest,
    @Headers() headers: RequestHeaders,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const key = keyedRequest(caller, headers['idempotency-key'], ['contest', applicationId, body]);
    const at = this.timeOf(headers);
    sendAnswer(reply, await this.reviews.contest(applicationId, body.statement, key, at));
  }

  @Needs('loans.inspect')
  @Get('admin/loans/reviews')
  @ApiOperation({ summary: 'The queue of referrals and contests, what is due soonest first' })
  async list(
    @Query({ schema: listQuery }) { status, limit }: z.infer<typeof listQuery>,
    @Headers() headers: RequestHeaders,
  ): Promise<{ items: ReviewView[] }> {
    return { items: await this.reviews.list(statuses[status], limit, this.timeOf(headers)) };
  }

  @Needs('loans.judge')
  @Post('admin/loans/reviews/:reviewId/verdict')
  @ApiOperation({ summary: 'Decline, or approve: an approval takes two people' })
  async judge(
    @FromCaller() caller: Caller,
    @Param('reviewId', { schema: publicIdSchema('rev') }) reviewId: string,
    @Body({ schema: verdictRequestSchema }) asked: z.infer<typeof verdictRequestSchema>,
    @Headers() headers: RequestHeaders,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const body = { ...asked, reviewer: caller.subject };
    const key = keyedRequest(caller, headers['idempotency-key'], ['verdict', reviewId, body]);
    sendAnswer(reply, await this.reviews.judge(reviewId, body, key, this.timeOf(headers)));
  }

  private timeOf(headers: RequestHeaders): Date {
    return requestTime(headers['paymo-event-time'], this.settings.SANDBOX);
  }
}
