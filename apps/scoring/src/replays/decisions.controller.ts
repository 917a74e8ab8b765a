import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Needs, publicId, publicIdSchema } from '@paymo/platform';
import type { RecordedRow, ResolvedRow } from './decision-statements.js';
import type { DecisionExplanation } from './explain-decision.js';
import { type Recomputation, RecomputationsService } from './recomputations.service.js';

const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

const replaySchema = z.union([
  z.strictObject({ paymentId: publicIdSchema('pay') }),
  z
    .strictObject({
      from: time,
      to: time,
      /** `next` of the page before. */
      after: z
        .string()
        .regex(/^\d{1,18}$/)
        .optional(),
    })
    .refine(({ from, to }) => from < to, { path: ['to'], message: 'must be later than from' }),
]);

/** A stored decision at the API. */
interface RecordedView {
  readonly paymentId: string;
  readonly outcome: string;
  readonly score: number | null;
  /** By model. */
  readonly scores: unknown;
  readonly model: string;
  readonly policy: string;
  readonly judgement: unknown;
  readonly rules: unknown;
  readonly reasons: unknown;
  readonly catalogueVersion: number;
  readonly servingVersion: number | null;
  readonly decidedAt: string;
  /** The facts that were decided on. */
  readonly payment: unknown;
  readonly vector: readonly number[];
}

/** A resolved decision that is like another. */
interface SimilarView {
  readonly paymentId: string;
  readonly outcome: string;
  readonly score: number | null;
  /** Minor units. */
  readonly amountMinor: number;
  readonly isFraud: boolean;
  /** Sources of the labels, the first to be known first. */
  readonly saidBy: readonly string[];
  readonly decidedAt: string;
  /** In standard deviations of each fact; 0 for the same facts. */
  readonly distance: number;
}

const similarMax = 5;

@ApiTags('decisions')
@Controller('admin/decisions')
export class DecisionsController {
  constructor(private readonly recomputations: RecomputationsService) {}

  @Needs('decisions.read')
  @Post('replay')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Make a stored decision, or a page of those of a time, anew and compare each byte',
  })
  replay(@Body({ schema: replaySchema }) request: z.infer<typeof replaySchema>): Promise<Recomputation> {
    if ('paymentId' in request) return this.recomputations.one(request.paymentId);
    return this.recomputations.page(request);
  }

  @Needs('decisions.read')
  @Get(':paymentId')
  @ApiOperation({ summary: 'Show a decision as it was stored' })
  async show(
    @Param('paymentId', { schema: publicIdSchema('pay') }) paymentId: string,
  ): Promise<RecordedView> {
    return view(await this.recomputations.recorded(paymentId));
  }

  @Needs('decisions.read')
  @Get(':paymentId/explanation')
  @ApiOperation({
    summary: 'Explain a decision: how far each fact moved the score, and the smallest change that flips it',
  })
  explain(
    @Param('paymentId', { schema: publicIdSchema('pay') }) paymentId: string,
  ): Promise<DecisionExplanation> {
    return this.recomputations.explanation(paymentId);
  }

  @Needs('decisions.read')
  @Get(':paymentId/similar')
  @ApiOperation({ summary: 'The resolved decisions most like this one, with their truth' })
  async similar(
    @Param('paymentId', { schema: publicIdSchema('pay') }) paymentId: string,
  ): Promise<{ items: SimilarView[] }> {
    const found = await this.recomputations.similar(paymentId, similarMax);
    return { items: found.map(({ of, distance }) => similarView(of, distance)) };
  }
}

function similarView(row: ResolvedRow, distance: number): SimilarView {
  return {
    paymentId: publicId('pay', row.payment_id),
    outcome: row.outcome,
    score: row.score,
    amountMinor: row.amount_minor,
    isFraud: row.is_fraud,
    saidBy: row.sources,
    decidedAt: row.decided_at.toISOString(),
    distance,
  };
}

function view(row: RecordedRow): RecordedView {
  const json = (text: string | null): unknown => (text === null ? null : JSON.parse(text));
  return {
    paymentId: publicId('pay', row.payment_id),
    outcome: row.outcome,
    score: row.score,
    scores: json(row.scores),
    model: row.model,
    policy: row.policy,
    judgement: json(row.judgement),
    rules: json(row.rules),
    reasons: json(row.reasons),
    catalogueVersion: row.catalogue_version,
    servingVersion: row.serving_version === null ? null : Number(row.serving_version),
    decidedAt: row.decided_at.toISOString(),
    payment: row.payment,
    vector: row.vector,
  };
}
