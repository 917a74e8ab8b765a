import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Needs } from '@paymo/platform';
import { Generations } from './generations.service.js';
import type { GenerationRow } from './generation-statements.js';
import { RunBatch } from './run-batch.service.js';

const runQuery = z.strictObject({
  // A run of a later moment would stand for the nights until then.
  asOf: z.iso
    .datetime({ offset: true })
    .refine((text) => Date.parse(text) <= Date.now(), 'must not be in the future')
    .optional(),
  engine: z.enum(['duckdb', 'spark']).optional(),
  // Another cluster is for the settings to name: a request must not send our data anywhere.
  master: z
    .string()
    .regex(/^local(\[(\d{1,3}|\*)\])?$/, 'must be local[N]; another master is set by SPARK_MASTER')
    .optional(),
});

/** A run and the generation that it wrote. */
interface RunView {
  readonly generation: string;
  readonly status: string;
  readonly isCurrent: boolean;
  readonly asOf: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly shards: number;
  readonly shardsDone: number;
  readonly checks: GenerationRow['checks'];
  readonly tableHash: string | null;
  readonly failure: string | null;
  readonly quality: GenerationRow['quality'];
  readonly modelVersion: string | null;
  readonly learnt: GenerationRow['learnt'];
}

@ApiTags('runs')
@Controller('admin/recommendation-runs')
export class RunsController {
  constructor(
    private readonly batch: RunBatch,
    private readonly generations: Generations,
  ) {}

  @Needs('recommendations.inspect')
  @Get()
  @ApiOperation({ summary: 'List the last runs, the latest first' })
  async list(): Promise<{ items: RunView[] }> {
    return { items: (await this.generations.list()).map(view) };
  }

  @Needs('recommendations.manage')
  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Run the batch now, and answer when it is over' })
  async run(
    @Query({ schema: runQuery }) { asOf, engine, master }: z.infer<typeof runQuery>,
  ): Promise<RunView> {
    const { id } = await this.batch.run(asOf === undefined ? new Date() : new Date(asOf), {
      ...(engine !== undefined && { BATCH_ENGINE: engine }),
      ...(master !== undefined && { SPARK_MASTER: master }),
    });
    const found = (await this.generations.list()).find((each) => each.id === id);
    if (found === undefined) throw new Error(`generation ${id} is not listed`);
    return view(found);
  }

  @Needs('recommendations.manage')
  @Post('rollback')
  @HttpCode(200)
  @ApiOperation({ summary: 'Let the generation before the current one be read again' })
  rollback(): Promise<{ current: string }> {
    return this.generations.rollback();
  }
}

function view(row: GenerationRow): RunView {
  return {
    generation: row.id,
    status: row.status,
    isCurrent: row.is_current,
    asOf: row.as_of.toISOString(),
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    shards: row.shards,
    shardsDone: Number(row.shards_done),
    checks: row.checks,
    tableHash: row.table_hash,
    failure: row.failure,
    quality: row.quality,
    modelVersion: row.model_version,
    learnt: row.learnt,
  };
}
