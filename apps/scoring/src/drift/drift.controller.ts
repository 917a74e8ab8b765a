import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Needs } from '@paymo/platform';
import { z } from 'zod';
import { type DayOfDrift, DriftService, type ModelDrift } from './drift.service.js';

const daysSchema = z.strictObject({ days: z.coerce.number().int().min(1).max(366).default(30) });

@ApiTags('models')
@Controller('admin/drift')
export class DriftController {
  constructor(private readonly drift: DriftService) {}

  @Needs('models.read')
  @Get()
  @ApiOperation({ summary: "Say which features and scores differ from the champion's first decisions" })
  report(): Promise<ModelDrift> {
    return this.drift.report();
  }

  @Needs('models.read')
  @Get('days')
  @ApiOperation({ summary: 'List the last report of each day and champion, newest first' })
  async days(
    @Query({ schema: daysSchema }) { days }: z.infer<typeof daysSchema>,
  ): Promise<{ items: DayOfDrift[] }> {
    return { items: await this.drift.days(days) };
  }
}
