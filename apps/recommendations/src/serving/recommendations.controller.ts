import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { AccountOwners } from '@paymo/accounts';
import {
  type Caller,
  FromCaller,
  Needs,
  PaymoError,
  publicId,
  publicIdSchema,
  textSchema,
} from '@paymo/platform';
import type { Arm } from '@paymo/recommendation';
import { type RecommendationView, viewOf } from './recommendation-view.js';
import { RecommendationsService } from './recommendations.service.js';

const listQuery = z.strictObject({
  account: publicIdSchema('acc'),
  placement: textSchema(40).default('home'),
  limit: z.coerce.number().int().min(1).max(10).default(10),
});

const feedbackSchema = z.strictObject({
  account: publicIdSchema('acc'),
  item: textSchema(100),
  generation: z.coerce.number().int().min(1),
  kind: z.enum(['shown', 'opened', 'dismissed', 'taken']),
  placement: textSchema(40).default('home'),
});

interface ListView {
  readonly placement: string;
  readonly generation: string | null;
  readonly generatedAt: string | null;
  /** What made the lists: the moment up to which it had learnt, and its algorithm. */
  readonly modelVersion: string | null;
  /** The newest generation is older than 48 hours. */
  readonly isStale: boolean;
  /** The customer's own list, or instead of a stale one what is popular in the customer's segment. */
  readonly source: 'personal' | 'fallback';
  /** In the explored arm the first place is drawn, so that other rankings can be judged. */
  readonly arm: Arm;
  readonly items: RecommendationView[];
}

@ApiTags('recommendations')
@Controller('v1/recommendations')
export class RecommendationsController {
  constructor(
    private readonly recommendations: RecommendationsService,
    private readonly owners: AccountOwners,
  ) {}

  @Needs('recommendations.read')
  @Get()
  @ApiOperation({ summary: "Read a customer's recommendations with their reasons" })
  async list(
    @FromCaller() caller: Caller,
    @Query({ schema: listQuery }) query: z.infer<typeof listQuery>,
  ): Promise<ListView> {
    const { account, placement, limit } = query;
    await this.check(caller, account);
    const { generation, isStale, arm, shown } = await this.recommendations.read(account, placement);
    return {
      placement,
      generation: generation?.id ?? null,
      generatedAt: generation?.finished_at.toISOString() ?? null,
      modelVersion: generation?.model_version ?? null,
      isStale,
      source: isStale ? 'fallback' : 'personal',
      arm,
      items: shown.slice(0, limit).map(viewOf),
    };
  }

  @Needs('recommendations.react')
  @Post('feedback')
  @HttpCode(204)
  @ApiOperation({ summary: 'Say that a recommendation was shown, opened, dismissed or taken' })
  async feedback(
    @FromCaller() caller: Caller,
    @Body({ schema: feedbackSchema }) feedback: z.infer<typeof feedbackSchema>,
  ): Promise<void> {
    await this.check(caller, feedback.account);
    await this.recommendations.add(feedback);
  }

  private async check(caller: Caller, accountId: string): Promise<void> {
    if (await this.owners.reaches(caller, accountId)) return;
    throw new PaymoError('account.unknown', `${publicId('acc', accountId)} does not exist.`);
  }
}
