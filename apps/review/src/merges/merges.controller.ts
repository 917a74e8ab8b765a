import { Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, FromCaller, Needs, publicIdSchema } from '@paymo/platform';
import { type CaseView, caseView } from '../cases/case-view.js';
import { MergesService } from './merges.service.js';

const caseIdSchema = publicIdSchema('case');

@ApiTags('cases')
@Controller('review/cases/:caseId/parts')
export class MergesController {
  constructor(private readonly merges: MergesService) {}

  @Needs('cases.read')
  @Get()
  @ApiOperation({ summary: 'List the cases merged into this one' })
  async list(@Param('caseId', { schema: caseIdSchema }) caseId: string): Promise<{ items: CaseView[] }> {
    const parts = await this.merges.partsOf(caseId);
    return { items: parts.map(caseView) };
  }

  @Needs('cases.judge')
  @Post(':partId')
  @HttpCode(200)
  @ApiOperation({ summary: 'Merge another case with this one; the earlier deadline stays in the queue' })
  async merge(
    @FromCaller() caller: Caller,
    @Param('caseId', { schema: caseIdSchema }) caseId: string,
    @Param('partId', { schema: caseIdSchema }) partId: string,
  ): Promise<CaseView> {
    return caseView(await this.merges.merge(caseId, partId, caller.subject));
  }

  @Needs('cases.judge')
  @Delete(':partId')
  @ApiOperation({ summary: 'Take a merged case out again; it comes back into the queue' })
  async part(
    @FromCaller() caller: Caller,
    @Param('caseId', { schema: caseIdSchema }) caseId: string,
    @Param('partId', { schema: caseIdSchema }) partId: string,
  ): Promise<CaseView> {
    return caseView(await this.merges.part(caseId, partId, caller.subject));
  }
}
