import { Body, Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Needs } from '@paymo/platform';
import { runDay } from '../request-time.js';
import { type LoansSettings, SETTINGS } from '../settings.js';
import { NightlyRunService, type RunReport } from './nightly-run.service.js';
import { type PortfolioView, PortfolioService } from './portfolio.service.js';

const runRequestSchema = z.strictObject({
  /** The business day; today in UTC when absent. */
  on: z.iso.date().optional(),
});

/** What the bank does with all its loans. */
@ApiTags('collections')
@Controller('admin/loans')
export class CollectionsController {
  constructor(
    private readonly nightlyRun: NightlyRunService,
    private readonly portfolio: PortfolioService,
    @Inject(SETTINGS) private readonly settings: LoansSettings,
  ) {}

  @Needs('loans.collect')
  @Post('nightly-runs')
  @HttpCode(200)
  @ApiOperation({ summary: 'Collect what is due and age arrears; twice on one day does nothing twice' })
  run(@Body({ schema: runRequestSchema }) { on }: z.infer<typeof runRequestSchema>): Promise<RunReport> {
    return this.nightlyRun.run(runDay(on, new Date(), this.settings.SANDBOX));
  }

  @Needs('loans.inspect')
  @Get('portfolio')
  @ApiOperation({ summary: 'Approvals, arrears, vintages and expected loss' })
  read(): Promise<PortfolioView> {
    return this.portfolio.read();
  }
}
