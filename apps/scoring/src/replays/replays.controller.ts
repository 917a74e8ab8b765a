import { Body, Controller, Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type Caller, FromCaller, Needs } from '@paymo/platform';
import { replayPage } from './replay-page.js';
import type { ModelReplay } from './model-replay.js';
import { ReplaysService } from './replays.service.js';

const part = z.string().regex(/^[\w.-]{1,64}$/);
const replaySchema = z.strictObject({
  days: z.number().positive().max(366).default(30),
  minutesPerReview: z.number().min(0).max(600).default(6),
});

@ApiTags('models')
@Controller('admin/models/:name/:version/replay')
export class ReplaysController {
  constructor(private readonly replays: ReplaysService) {}

  @Needs('models.move')
  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Replay past decisions with the model and report every flip, in money' })
  replay(
    @FromCaller() caller: Caller,
    @Param('name', { schema: part }) name: string,
    @Param('version', { schema: part }) version: string,
    @Body({ schema: replaySchema }) request: z.infer<typeof replaySchema>,
  ): Promise<ModelReplay> {
    return this.replays.replay(`${name}/${version}`, request, caller.subject);
  }

  @Needs('models.read')
  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  @ApiOperation({ summary: 'The last such report, against the champion of today, as a page with pictures' })
  async page(
    @Param('name', { schema: part }) name: string,
    @Param('version', { schema: part }) version: string,
  ): Promise<string> {
    return replayPage(await this.replays.latest(`${name}/${version}`));
  }

  @Needs('models.read')
  @Get('report')
  @ApiOperation({ summary: 'The last such report, against the champion of today' })
  report(
    @Param('name', { schema: part }) name: string,
    @Param('version', { schema: part }) version: string,
  ): Promise<ModelReplay> {
    return this.replays.latest(`${name}/${version}`);
  }
}
