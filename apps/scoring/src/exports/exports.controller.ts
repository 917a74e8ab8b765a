import { Readable } from 'node:stream';
import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Database, Needs, PaymoError } from '@paymo/platform';
import { featureLines } from './feature-lines.js';

const time = z.iso
  .datetime({ offset: true, error: 'must be a time such as 2026-11-01T00:00:00Z' })
  .transform((text) => new Date(text));
const orderSchema = z.strictObject({ from: time, to: time, labelsAsOf: time });

@ApiTags('exports')
@Controller('admin/exports')
export class ExportsController {
  constructor(private readonly database: Database) {}

  @Needs('features.export')
  @Get('features')
  @ApiOperation({ summary: 'Tell the stored vectors of decisions with their labels, as lines of JSON' })
  features(@Query({ schema: orderSchema }) order: z.infer<typeof orderSchema>): StreamableFile {
    if (order.from >= order.to) {
      const errors = [{ pointer: '/from', detail: 'must be earlier than to' }];
      throw new PaymoError('request.invalid', '/from: must be earlier than to', { errors });
    }
    const lines = featureLines(this.database, order);
    return new StreamableFile(Readable.from(lines, { highWaterMark: 1 }), { type: 'application/x-ndjson' });
  }
}
