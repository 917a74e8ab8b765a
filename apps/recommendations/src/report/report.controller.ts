import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Database, Needs } from '@paymo/platform';
import { type RecommendationsSettings, SETTINGS } from '../settings.js';
import * as sql from './report-statements.js';
import { uptakePage } from './uptake-page.js';
import { type UptakeReport, uptakeReport } from './uptake-report.js';

@ApiTags('runs')
@Controller('admin')
export class ReportController {
  constructor(
    private readonly database: Database,
    @Inject(SETTINGS) private readonly settings: RecommendationsSettings,
  ) {}

  @Needs('recommendations.inspect')
  @Get('recommendation-report')
  @ApiOperation({
    summary: 'Read what is recommended, what becomes of it, and what other rankings would earn',
  })
  async report(): Promise<UptakeReport> {
    const [lists, arms, uptake, choices] = await Promise.all([
      this.database.query<sql.ListsRow>(sql.readLists, []),
      this.database.query<sql.ArmRow>(sql.readArms, [sql.reportDays]),
      this.database.query<sql.UptakeRow>(sql.readUptake, [sql.reportDays]),
      this.database.query<sql.ChoiceRow>(sql.readChoices, [sql.reportDays]),
    ]);
    return uptakeReport({ lists, arms, uptake, choices }, this.settings.EXPLORATION_SHARE);
  }

  @Needs('recommendations.inspect')
  @Get('recommendation-report.html')
  @Header('content-type', 'text/html; charset=utf-8')
  @ApiOperation({ summary: 'Read the same as a page' })
  async page(): Promise<string> {
    return uptakePage(await this.report());
  }
}
