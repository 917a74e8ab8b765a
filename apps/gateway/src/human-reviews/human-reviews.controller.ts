import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  Answers,
  AnswersPage,
  type Caller,
  Fails,
  FromCaller,
  Needs,
  type PageQuery,
  pageQuery,
  pageSchema,
  plainTextSchema,
  publicId,
  publicIdSchema,
  publicIdTextSchema,
  timeSchema,
} from '@paymo/platform';
import { contestable, humanReviewStatus, humanReviewStatuses } from './human-review.js';
import type { HumanReviewRow } from './human-review-statements.js';
import { HumanReviewsService } from './human-reviews.service.js';

const askSchema = z.strictObject({
  /** What the payer wants the person to know. */
  words: plainTextSchema(1000).nullable().default(null),
});
const outcomeSchema = z.strictObject({ outcome: z.enum(['released', 'upheld']) });

const reviewSchema = z
  .strictObject({
    id: publicIdTextSchema('hrv'),
    paymentId: publicIdTextSchema('pay'),
    about: z.enum(contestable).describe('The state of the payment that its payer contests'),
    status: z.enum(humanReviewStatuses),
    words: z
      .string()
      .nullable()
      .meta({ examples: [null] }),
    askedAt: timeSchema,
    decidedAt: timeSchema.nullable(),
    advice: z
      .enum(['pay_again'])
      .nullable()
      .describe('`pay_again` when a declined payment was found to be good: it stays declined'),
  })
  .meta({ id: 'HumanReview' });
type HumanReviewView = z.infer<typeof reviewSchema>;
const reviewPage = pageSchema(reviewSchema, 'HumanReviewPage');

const reviewId = { schema: publicIdSchema('hrv') };

@ApiTags('human reviews')
@Controller('v1')
export class HumanReviewsController {
  constructor(private readonly reviews: HumanReviewsService) {}

  @Needs('human_reviews.ask')
  @Post('payments/:paymentId/human-reviews')
  @ApiOperation({ summary: 'Ask for a person to look at a payment that is held, or was declined' })
  @Answers(201, 'The review', reviewSchema)
  @Fails('payment.not_found', 'conflict.payment_not_contestable', 'conflict.human_review_exists')
  async ask(
    @FromCaller() caller: Caller,
    @Param('paymentId', { schema: publicIdSchema('pay') }) paymentId: string,
    @Body({ schema: askSchema }) { words }: z.infer<typeof askSchema>,
  ): Promise<HumanReviewView> {
    return view(await this.reviews.ask(caller, paymentId, words));
  }

  @Needs('human_reviews.read')
  @Get('human-reviews/:humanReviewId')
  @ApiOperation({ summary: 'Read what became of a review' })
  @Answers(200, 'The review', reviewSchema)
  @Fails('human_review.not_found')
  async read(
    @FromCaller() caller: Caller,
    @Param('humanReviewId', reviewId) id: string,
  ): Promise<HumanReviewView> {
    return view(await this.reviews.read(caller, id));
  }

  @Needs('human_reviews.list')
  @Get('human-reviews')
  @ApiOperation({ summary: 'List declined payments that wait for a person, the oldest request first' })
  @AnswersPage('A page of reviews', reviewPage)
  async list(
    @Query({ schema: pageQuery }) { limit, cursor }: PageQuery,
  ): Promise<{ items: HumanReviewView[]; nextCursor: string | null }> {
    const { items, nextCursor } = await this.reviews.list(limit, cursor);
    return { items: items.map(view), nextCursor };
  }

  @Needs('human_reviews.judge')
  @Post('human-reviews/:humanReviewId/outcome')
  @HttpCode(200)
  @ApiOperation({ summary: 'Say what a person found of a declined payment' })
  @Answers(200, 'The review', reviewSchema)
  @Fails('human_review.not_found', 'conflict.review_closed', 'conflict.own_work')
  @Fails('conflict.human_review_elsewhere', 'conflict.own_account')
  async decide(
    @FromCaller() caller: Caller,
    @Param('humanReviewId', reviewId) id: string,
    @Body({ schema: outcomeSchema }) { outcome }: z.infer<typeof outcomeSchema>,
    @Req() request: FastifyRequest,
  ): Promise<HumanReviewView> {
    return view(await this.reviews.decide(caller, id, outcome, request.traceparent));
  }
}

function view(row: HumanReviewRow): HumanReviewView {
  return {
    id: publicId('hrv', row.id),
    paymentId: publicId('pay', row.payment_id),
    about: row.about,
    status: humanReviewStatus(row.about, row.outcome, row.payment),
    words: row.words,
    askedAt: row.asked_at.toISOString(),
    decidedAt: row.decided_at?.toISOString() ?? null,
    advice: row.about === 'declined' && row.outcome === 'released' ? 'pay_again' : null,
  };
}
