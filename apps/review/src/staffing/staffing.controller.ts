import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Needs } from '@paymo/platform';
import { type StaffingForecast, StaffingService } from './staffing.service.js';

const staffingQuery = z
  .strictObject({
    analysts: z.coerce.number().int().min(1).max(100),
    days: z.coerce.number().int().min(1).max(366).default(28),
    casesADay: z.coerce.number().positive().max(100_000).optional(),
    /** When analysts work, in hours of UTC. */
    from: z.coerce.number().int().min(0).max(23).default(8),
    to: z.coerce.number().int().min(1).max(24).default(18),
    weekends: z
      .enum(['true', 'false'])
      .default('false')
      .transform((text) => text === 'true'),
  })
  .refine(({ from, to }) => from < to, { path: ['to'], message: 'must be later than from' });

@ApiTags('statistics')
@Controller('review/statistics')
export class StaffingController {
  constructor(private readonly staffing: StaffingService) {}

  @Needs('statistics.read')
  @Get('staffing')
  @ApiOperation({
    summary: 'Forecast the queue and its deadlines with so many analysts, and some more and less',
  })
  forecast(
    @Query({ schema: staffingQuery }) { weekends, ...question }: z.infer<typeof staffingQuery>,
  ): Promise<StaffingForecast> {
    return this.staffing.forecast({ ...question, isOnWeekends: weekends });
  }
}
