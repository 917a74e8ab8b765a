import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Needs, publicIdSchema } from '@paymo/platform';
import { creditPolicySchema } from '../decisions/credit-policy.js';
import { type ReplayedDecision, ReplaysService, type SwapReport } from './replays.service.js';

const swapRequestSchema = z.strictObject({ policy: creditPolicySchema });

@ApiTags('replays')
@Controller('admin/loans')
export class ReplaysController {
  constructor(private readonly replays: ReplaysService) {}

  @Needs('loans.inspect')
  @Post('decisions/:applicationId/replay')
  @HttpCode(200)
  @ApiOperation({ summary: 'Make a stored decision anew and compare every byte' })
  replay(
    @Param('applicationId', { schema: publicIdSchema('app') }) applicationId: string,
  ): Promise<ReplayedDecision> {
    return this.replays.replay(applicationId);
  }

  @Needs('loans.inspect')
  @Post('swap-sets')
  @HttpCode(200)
  @ApiOperation({ summary: 'What another policy would have decided about all applications' })
  compare(
    @Body({ schema: swapRequestSchema }) { policy }: z.infer<typeof swapRequestSchema>,
  ): Promise<SwapReport> {
    return this.replays.compare(policy);
  }
}
