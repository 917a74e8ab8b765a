import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Database, Needs, publicId, publicIdSchema } from '@paymo/platform';
import { type DecidedView, type FactsView, viewDecided, viewFacts } from '../reviews/review-view.js';
import { type CaseRow, findCases } from './case-statements.js';

const casesMax = 50;

const findQuery = z.union([
  z.strictObject({ application: publicIdSchema('app') }),
  z.strictObject({ account: publicIdSchema('acc') }),
]);

/** An application as the staff sees it, whether or not a person ever reviewed it. */
interface CaseView {
  readonly application: string;
  readonly createdAt: string;
  readonly facts: FactsView;
  readonly decided: DecidedView;
  readonly decision: {
    readonly model: string;
    readonly policy: string;
    readonly inputsHash: string;
    readonly latencyMs: number;
  };
}

@ApiTags('applications')
@Controller('admin/loans/applications')
export class ApplicationCasesController {
  constructor(private readonly database: Database) {}

  @Needs('loans.inspect')
  @Get()
  @ApiOperation({ summary: 'Find an application, or those of an account, the latest first' })
  async find(@Query({ schema: findQuery }) asked: z.infer<typeof findQuery>): Promise<{ items: CaseView[] }> {
    const [application, account] = 'application' in asked ? [asked.application, null] : [null, asked.account];
    const rows = await this.database.query<CaseRow>(findCases, [application, account, casesMax]);
    return { items: rows.map(view) };
  }
}

function view(row: CaseRow): CaseView {
  return {
    application: publicId('app', row.id),
    createdAt: row.created_at.toISOString(),
    facts: viewFacts(row),
    decided: viewDecided(row),
    decision: {
      model: row.model,
      policy: row.policy,
      inputsHash: row.inputs_hash,
      latencyMs: row.latency_ms,
    },
  };
}
