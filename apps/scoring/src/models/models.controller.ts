import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { parseManifest } from '@paymo/inference';
import type { EventRow, Promotion } from '@paymo/model-life';
import { type Caller, FromCaller, Needs } from '@paymo/platform';
import { ServingService } from '../serving/serving.service.js';
import { type AskedModel, ModelsService } from './models.service.js';

const pushSchema = z.strictObject({
  /** The text of manifest.json and of the golden file, and the model file in base64. */
  manifest: z.string().min(2),
  golden: z.string().min(2),
  onnx: z.base64().min(4),
});
const canarySchema = z.strictObject({ share: z.int().min(1).max(100) });
const part = z.string().regex(/^[\w.-]{1,64}$/);

/** A model at the API. */
interface ModelView {
  readonly id: string;
  readonly role: string | null;
  readonly share: number | null;
  readonly since: string | null;
  readonly thresholds: { readonly hold: number; readonly decline: number | null };
  readonly facts: object;
  readonly pushedBy: string;
  readonly pushedAt: string;
  /** Who asked for its promotion, while that waits for a second person. */
  readonly promotionAskedBy: string | null;
}

@ApiTags('models')
@Controller('admin/models')
export class ModelsController {
  constructor(
    private readonly models: ModelsService,
    private readonly serving: ServingService,
  ) {}

  @Needs('models.read')
  @Get()
  @ApiOperation({ summary: 'List the models, their roles, and what decides in this instance' })
  async list(): Promise<{
    servingVersion: number;
    champion: string | null;
    /** What a rollback makes the champion. */
    previous: string | null;
    tripped: ReturnType<ServingService['tripped']>;
    items: ModelView[];
  }> {
    const { version, champion } = this.serving.current;
    const { models, previous } = await this.models.list();
    return {
      servingVersion: version,
      champion: champion?.id ?? null,
      previous,
      tripped: this.serving.tripped(),
      items: models.map(view),
    };
  }

  @Needs('models.push')
  @Post()
  @ApiOperation({ summary: 'Push a model: it is inspected, kept, and has no role yet' })
  async push(
    @FromCaller() caller: Caller,
    @Body({ schema: pushSchema }) { manifest, golden, onnx }: z.infer<typeof pushSchema>,
  ): Promise<{ id: string; facts: object }> {
    return this.models.push({ manifest, golden, onnx: Buffer.from(onnx, 'base64') }, caller.subject);
  }

  @Needs('models.move')
  @Post('rollback')
  @HttpCode(200)
  @ApiOperation({ summary: 'Make the champion before this one the champion again' })
  async rollback(@FromCaller() caller: Caller): Promise<{ champion: string }> {
    return { champion: await this.models.rollback(caller.subject) };
  }

  @Needs('models.read')
  @Get(':name/:version')
  @ApiOperation({ summary: 'Show a model with what was done to it' })
  async show(
    @Param('name', { schema: part }) name: string,
    @Param('version', { schema: part }) version: string,
  ): Promise<ModelView & { manifest: unknown; events: EventRow[] }> {
    const { model, events } = await this.models.one(`${name}/${version}`);
    return { ...view(model), manifest: JSON.parse(model.manifest), events };
  }

  @Needs('models.move')
  @Post(':name/:version/shadow')
  @HttpCode(204)
  @ApiOperation({ summary: 'Have it score every payment and decide none' })
  async shadow(
    @FromCaller() caller: Caller,
    @Param('name', { schema: part }) name: string,
    @Param('version', { schema: part }) version: string,
  ): Promise<void> {
    await this.models.shadow(`${name}/${version}`, caller.subject);
  }

  @Needs('models.move')
  @Post(':name/:version/canary')
  @HttpCode(204)
  @ApiOperation({ summary: 'Have it decide for a share of the payers, in percent, under its guardrail' })
  async canary(
    @FromCaller() caller: Caller,
    @Param('name', { schema: part }) name: string,
    @Param('version', { schema: part }) version: string,
    @Body({ schema: canarySchema }) { share }: z.infer<typeof canarySchema>,
  ): Promise<void> {
    await this.models.canary(`${name}/${version}`, share, caller.subject);
  }

  @Needs('models.move')
  @Post(':name/:version/promote')
  @HttpCode(200)
  @ApiOperation({ summary: 'Ask for its promotion, or, as a second person, make it the champion' })
  async promote(
    @FromCaller() caller: Caller,
    @Param('name', { schema: part }) name: string,
    @Param('version', { schema: part }) version: string,
  ): Promise<Promotion> {
    return this.models.promote(`${name}/${version}`, caller.subject);
  }

  @Needs('models.move')
  @Post(':name/:version/retire')
  @HttpCode(204)
  @ApiOperation({ summary: 'Take a canary or shadow out of service' })
  async retire(
    @FromCaller() caller: Caller,
    @Param('name', { schema: part }) name: string,
    @Param('version', { schema: part }) version: string,
  ): Promise<void> {
    await this.models.retire(`${name}/${version}`, caller.subject);
  }

  @Needs('models.move')
  @Post(':name/:version/kill')
  @HttpCode(204)
  @ApiOperation({ summary: 'Take any model out of service at once; without a champion the rules decide' })
  async kill(
    @FromCaller() caller: Caller,
    @Param('name', { schema: part }) name: string,
    @Param('version', { schema: part }) version: string,
  ): Promise<void> {
    await this.models.kill(`${name}/${version}`, caller.subject);
  }
}

function view(row: AskedModel): ModelView {
  const { thresholds } = parseManifest(row.manifest, row.id);
  return {
    id: row.id,
    role: row.role,
    share: row.share,
    since: row.since?.toISOString() ?? null,
    thresholds,
    facts: row.facts,
    pushedBy: row.pushed_by,
    pushedAt: row.pushed_at.toISOString(),
    promotionAskedBy: row.askedBy,
  };
}
