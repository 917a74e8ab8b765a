import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Needs, publicIdSchema } from '@paymo/platform';
import { type SwapRequest, swapRequestSchema } from './swap-request.js';
import { type WhatIfRequest, whatIfRequestSchema } from './what-if-request.js';
import { type ReplayedDecision, ReplaysService, type WhatIf } from './replays.service.js';
import type { SwapReport } from './swap-report.js';

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
  @Post('applications/:applicationId/what-if')
  @HttpCode(200)
  @ApiOperation({ summary: 'What would have been decided about another amount or term; nothing is kept' })
  ask(
    @Param('applicationId', { schema: publicIdSchema('app') }) applicationId: string,
    @Body({ schema: whatIfRequestSchema }) change: WhatIfRequest,
  ): Promise<WhatIf> {
    return this.replays.whatIf(applicationId, change);
  }

  @Needs('loans.inspect')
  @Post('swap-sets')
  @HttpCode(200)
  @ApiOperation({ summary: 'What another policy or model would have decided about all applications' })
  compare(@Body({ schema: swapRequestSchema }) request: SwapRequest): Promise<SwapReport> {
    return this.replays.compare(request);
  }
}
