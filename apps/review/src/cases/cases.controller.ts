import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Needs, publicIdSchema } from '@paymo/platform';
import { caseStatuses } from './case.entity.js';
import { type CaseView, caseView } from './case-view.js';
import { CasesReader } from './cases.reader.js';

const listQuery = z.strictObject({
  status: z.enum(caseStatuses).default('open'),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  after: publicIdSchema('case').optional(),
});

@ApiTags('cases')
@Controller('review/cases')
export class CasesController {
  constructor(private readonly cases: CasesReader) {}

  @Needs('cases.read')
  @Get()
  @ApiOperation({ summary: 'List cases, the oldest first' })
  async list(@Query({ schema: listQuery }) query: z.infer<typeof listQuery>): Promise<{ items: CaseView[] }> {
    const cases = await this.cases.list(query.status, query.limit, query.after);
    return { items: cases.map(caseView) };
  }

  @Needs('cases.read')
  @Get(':caseId')
  @ApiOperation({ summary: 'Read a case' })
  async read(@Param('caseId', { schema: publicIdSchema('case') }) caseId: string): Promise<CaseView> {
    return caseView(await this.cases.one(caseId));
  }
}
