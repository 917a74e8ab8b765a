import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Database, Needs, publicId, publicIdSchema } from '@paymo/platform';
import { type DecidedView, type FactsView, viewDecided, viewFacts } from '../reviews/review-view.js';
import { type CaseRow, findCases } from './case-statements.js';

const casesMax = 50;

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

/** The path says whose application is read: the audit log keeps it. */
@ApiTags('applications')
@Controller('admin/loans')
export class ApplicationCasesController {
  constructor(private readonly database: Database) {}

  @Needs('loans.inspect')
  @Get('applications/:applicationId')
  @ApiOperation({ summary: 'Find an application, whether or not a person reviewed it' })
  byId(
    @Param('applicationId', { schema: publicIdSchema('app') }) applicationId: string,
  ): Promise<{ items: CaseView[] }> {
    return this.find(applicationId, null);
  }

  @Needs('loans.inspect')
  @Get('accounts/:accountId/applications')
  @ApiOperation({ summary: 'List the applications of an account, the latest first' })
  byAccount(
    @Param('accountId', { schema: publicIdSchema('acc') }) accountId: string,
  ): Promise<{ items: CaseView[] }> {
    return this.find(null, accountId);
  }

  private async find(application: string | null, account: string | null): Promise<{ items: CaseView[] }> {
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
