import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Needs } from '@paymo/platform';
import type { LaneRow } from './statistics-statements.js';
import { StatisticsService, type VerdictStatistics } from './statistics.service.js';

const verdictsQuery = z.strictObject({
  days: z.coerce.number().int().min(1).max(366).default(30),
  /** The score from which the model is taken to say fraud. */
  scoreFrom: z.coerce.number().min(0).max(1).default(0.5),
});

@ApiTags('statistics')
@Controller('review/statistics')
export class StatisticsController {
  constructor(private readonly statistics: StatisticsService) {}

  @Needs('statistics.read')
  @Get('queue')
  @ApiOperation({ summary: 'Count open cases by lane: late, due within a day, put off, and by age' })
  async queue(): Promise<{ lanes: LaneRow[] }> {
    return { lanes: await this.statistics.queue() };
  }

  @Needs('statistics.read')
  @Get('verdicts')
  @ApiOperation({
    summary:
      'Count verdicts of the last days: by day, precision by model, rule and reason, agreement with the model, and time per case',
  })
  verdicts(
    @Query({ schema: verdictsQuery }) { days, scoreFrom }: z.infer<typeof verdictsQuery>,
  ): Promise<VerdictStatistics> {
    return this.statistics.verdicts(days, scoreFrom);
  }
}
