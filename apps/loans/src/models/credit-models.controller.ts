import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { EventRow, Promotion } from '@paymo/model-life';
import { type Caller, FromCaller, Needs } from '@paymo/platform';
import type { SwapReport } from '../replays/swap-report.js';
import type { ReplayRow } from './credit-model-statements.js';
import { type AskedModel, CreditModelsService } from './credit-models.service.js';
import { CreditServing } from './credit-serving.service.js';
import { fairnessGate } from './fairness-gate.js';

const pushSchema = z.strictObject({
  /** The texts of manifest.json, the golden file and fairness.json, and the model file in base64. */
  manifest: z.string().min(2),
  golden: z.string().min(2),
  fairness: z.string().min(2),
  onnx: z.base64().min(4),
});
const part = z.string().regex(/^[\w.-]{1,64}$/);

/** A credit model at the API. */
interface CreditModelView {
  readonly id: string;
  readonly role: string | null;
  readonly since: string | null;
  readonly fairness: ReturnType<typeof fairnessGate>;
  readonly facts: object;
  readonly pushedBy: string;
  readonly pushedAt: string;
  /** Who asked for its promotion, while that waits for a second person. */
  readonly promotionAskedBy: string | null;
}

interface ModelReplayView {
  readonly champion: string;
  readonly policy: string;
  readonly report: SwapReport;
  readonly madeBy: string;
}

@ApiTags('credit models')
@Controller('admin/loans/models')
export class CreditModelsController {
  constructor(
    private readonly models: CreditModelsService,
    private readonly serving: CreditServing,
  ) {}

  @Needs('models.read')
  @Get()
  @ApiOperation({ summary: 'List the credit models, their roles, and what decides in this instance' })
  async list(): Promise<{ champion: string; previous: string | null; items: CreditModelView[] }> {
    const { models, previous } = await this.models.list();
    return { champion: this.serving.current.model.id, previous, items: models.map(view) };
  }

  @Needs('models.push')
  @Post()
  @ApiOperation({ summary: 'Push a credit model: it is inspected, kept, and has no role yet' })
  async push(
    @FromCaller() caller: Caller,
    @Body({ schema: pushSchema }) { onnx, ...texts }: z.infer<typeof pushSchema>,
  ): Promise<{ id: string; facts: object }> {
    return this.models.push({ ...texts, onnx: Buffer.from(onnx, 'base64') }, caller.subject);
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
  @ApiOperation({ summary: 'Show a credit model with its latest replay and what was done to it' })
  async show(
    @Param('name', { schema: part }) name: string,
    @Param('version', { schema: part }) version: string,
  ): Promise<CreditModelView & { replay: ModelReplayView | null; events: EventRow[] }> {
    const { model, events, replay } = await this.models.one(`${name}/${version}`);
    return { ...view(model), replay: replay === null ? null : viewReplay(replay), events };
  }

  @Needs('models.move')
  @Post(':name/:version/replay')
  @HttpCode(200)
  @ApiOperation({ summary: 'Who would move between outcomes if it had decided, and the expected loss' })
  async replay(
    @FromCaller() caller: Caller,
    @Param('name', { schema: part }) name: string,
    @Param('version', { schema: part }) version: string,
  ): Promise<ModelReplayView> {
    return viewReplay(await this.models.replay(`${name}/${version}`, caller.subject));
  }

  @Needs('models.move')
  @Post(':name/:version/shadow')
  @HttpCode(204)
  @ApiOperation({ summary: 'Have it assess every application and decide none' })
  async shadow(
    @FromCaller() caller: Caller,
    @Param('name', { schema: part }) name: string,
    @Param('version', { schema: part }) version: string,
  ): Promise<void> {
    await this.models.shadow(`${name}/${version}`, caller.subject);
  }

  @Needs('models.move')
  @Post(':name/:version/retire')
  @HttpCode(204)
  @ApiOperation({ summary: 'Take a shadow out of service' })
  async retire(
    @FromCaller() caller: Caller,
    @Param('name', { schema: part }) name: string,
    @Param('version', { schema: part }) version: string,
  ): Promise<void> {
    await this.models.retire(`${name}/${version}`, caller.subject);
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
}

function view(row: AskedModel): CreditModelView {
  return {
    id: row.id,
    role: row.role,
    since: row.since?.toISOString() ?? null,
    fairness: fairnessGate(row.fairness),
    facts: row.facts,
    pushedBy: row.pushed_by,
    pushedAt: row.pushed_at.toISOString(),
    promotionAskedBy: row.askedBy,
  };
}

function viewReplay({ champion, policy, report, made_by }: Omit<ReplayRow, 'made_at'>): ModelReplayView {
  return { champion, policy, report, madeBy: made_by };
}
