import { Body, Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { LOGGER } from '@paymo/messaging';
import { type Caller, FromCaller, type Logger, Needs, publicIdSchema } from '@paymo/platform';
import { type ImportCounts, LabelsService } from './labels.service.js';

const labelsMax = 1000;
const knownAt = z.iso
  .datetime({ offset: true, error: 'must be a time such as 2026-11-01T00:00:00Z' })
  .transform((text) => Date.parse(text))
  .refine((atMs) => atMs <= Date.now(), 'must not lie in the future');
const importSchema = z.strictObject({
  labels: z
    .array(
      z.strictObject({
        paymentId: publicIdSchema('pay'),
        isFraud: z.boolean(),
        knownAt,
        /** Verdicts come from review. */
        source: z.enum(['claim', 'chargeback']),
      }),
    )
    .min(1)
    .max(labelsMax),
  /** False previews. */
  apply: z.boolean().default(false),
});

@ApiTags('labels')
@Controller('admin/labels')
export class LabelsController {
  constructor(
    private readonly labels: LabelsService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Needs('labels.import')
  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Take claims and chargebacks as labels, or count what would be taken' })
  async take(
    @FromCaller() caller: Caller,
    @Body({ schema: importSchema }) { labels, apply }: z.infer<typeof importSchema>,
    @Req() request: FastifyRequest,
  ): Promise<ImportCounts> {
    const actor = caller.subject;
    const told = labels.map(({ knownAt: knownAtMs, ...label }) => ({ ...label, knownAtMs }));
    const counts = await this.labels.take(told, apply, request.traceparent);
    if (apply) this.logger.info({ actor, ...counts }, 'labels imported');
    return counts;
  }
}
