import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type PolicyDocument, policySchema } from '@paymo/rules';
import { type Caller, FromCaller, Needs } from '@paymo/platform';
import { type BudgetAnswer, PoliciesService } from './policies.service.js';
import type { PolicyRow } from './policy-statements.js';

const versionSchema = z.coerce.number().int().min(1).max(2_147_483_647);

const budgetQuery = z.strictObject({
  perDay: z.coerce.number().positive().max(1_000_000),
  days: z.coerce.number().min(0.01).max(400).default(30),
  rankBy: z.enum(['score', 'expected_loss']).default('expected_loss'),
});

interface PolicyView {
  readonly version: number;
  readonly isServed: boolean;
  readonly document: unknown;
  readonly author: string;
  readonly draftedAt: string;
  readonly reviewer: string | null;
  readonly reviewedAt: string | null;
}

@ApiTags('policies')
@Controller('admin/policies')
export class PoliciesController {
  constructor(private readonly policies: PoliciesService) {}

  @Needs('rules.read')
  @Get()
  @ApiOperation({ summary: 'List the versions of the policy' })
  async list(): Promise<{ items: PolicyView[] }> {
    return { items: views(await this.policies.list()) };
  }

  @Needs('rules.write')
  @Post()
  @ApiOperation({ summary: 'Draft a policy' })
  async draft(
    @Body({ schema: policySchema }) document: PolicyDocument,
    @FromCaller() caller: Caller,
  ): Promise<{ version: number }> {
    return { version: await this.policies.draft(document, caller.subject) };
  }

  @Needs('rules.review')
  @Post(':version/review')
  @HttpCode(204)
  @ApiOperation({ summary: "Review another person's policy, which then decides" })
  async review(
    @Param('version', { schema: versionSchema }) version: number,
    @FromCaller() caller: Caller,
  ): Promise<void> {
    await this.policies.review(version, caller.subject);
  }

  @Needs('rules.read')
  @Get('budget')
  @ApiOperation({
    summary: 'Say which threshold a number of alerts a day allows, and what it catches and misses',
  })
  budget(@Query({ schema: budgetQuery }) query: z.infer<typeof budgetQuery>): Promise<BudgetAnswer> {
    return this.policies.budget(query);
  }
}

function views(rows: readonly PolicyRow[]): PolicyView[] {
  const served = rows.findLast(({ reviewer }) => reviewer !== null);
  return rows.map((row) => ({
    version: row.version,
    isServed: row === served,
    document: row.document,
    author: row.author,
    draftedAt: row.drafted_at.toISOString(),
    reviewer: row.reviewer,
    reviewedAt: row.reviewed_at?.toISOString() ?? null,
  }));
}
