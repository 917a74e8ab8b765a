import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type RuleDefinition, ruleDefinitionSchema, ruleIdSchema } from '@paymo/rules';
import { type Caller, FromCaller, Needs } from '@paymo/platform';
import { moves, type Move } from './rule-life.js';
import type { RuleVersionRow } from './rule-statements.js';
import { type RuleHistory, RulesService } from './rules.service.js';

const moveSchema = z.enum([...moves, 'kill']);
const backtestQuery = z.strictObject({ days: z.coerce.number().min(0.01).max(400).default(30) });

/** A rule at the API. */
interface RuleView {
  readonly id: string;
  readonly killedAt: string | null;
  readonly killedBy: string | null;
  /** The oldest first. */
  readonly versions: readonly {
    readonly version: number;
    readonly status: string;
    readonly definition: unknown;
    readonly author: string;
    readonly draftedAt: string;
    readonly reviewer: string | null;
    readonly reviewedAt: string | null;
    readonly shadowAt: string | null;
    readonly liveAt: string | null;
    readonly retiredAt: string | null;
  }[];
}

@ApiTags('rules')
@Controller('admin/rules')
export class RulesController {
  constructor(private readonly rules: RulesService) {}

  @Needs('rules.read')
  @Get()
  @ApiOperation({ summary: 'List rules with all their versions' })
  async list(): Promise<{ items: RuleView[] }> {
    const rows = await this.rules.list();
    const ids = new Set(rows.map(({ rule_id }) => rule_id));
    return { items: [...ids].map((id) => view(rows.filter(({ rule_id }) => rule_id === id))) };
  }

  @Needs('rules.write')
  @Post()
  @ApiOperation({ summary: 'Draft a rule, or a new version of one' })
  async draft(
    @Body({ schema: ruleDefinitionSchema }) definition: RuleDefinition,
    @FromCaller() caller: Caller,
  ): Promise<RuleView> {
    await this.rules.draft(definition, caller.subject);
    return view(await this.rules.one(definition.id));
  }

  @Needs('rules.read')
  @Get(':ruleId')
  @ApiOperation({ summary: 'Read a rule' })
  async read(@Param('ruleId', { schema: ruleIdSchema }) ruleId: string): Promise<RuleView> {
    return view(await this.rules.one(ruleId));
  }

  @Needs('rules.read')
  @Get(':ruleId/backtest')
  @ApiOperation({ summary: 'Say what the newest version would have done to past decisions' })
  backtest(
    @Param('ruleId', { schema: ruleIdSchema }) ruleId: string,
    @Query({ schema: backtestQuery }) { days }: z.infer<typeof backtestQuery>,
  ): Promise<RuleHistory> {
    return this.rules.backtest(ruleId, days);
  }

  @Needs('rules.read')
  @Get(':ruleId/report')
  @ApiOperation({ summary: 'Say what the version in shadow or live fires on since it went to shadow' })
  report(@Param('ruleId', { schema: ruleIdSchema }) ruleId: string): Promise<RuleHistory> {
    return this.rules.shadowReport(ruleId);
  }

  @Needs('rules.review')
  @Post(':ruleId/:move')
  @HttpCode(200)
  @ApiOperation({ summary: 'Review, shadow, put live, retire or kill a rule' })
  async move(
    @Param('ruleId', { schema: ruleIdSchema }) ruleId: string,
    @Param('move', { schema: moveSchema }) move: Move | 'kill',
    @FromCaller() caller: Caller,
  ): Promise<RuleView> {
    const actor = caller.subject;
    if (move === 'kill') await this.rules.kill(ruleId, actor);
    else await this.rules.move(ruleId, move, actor);
    return view(await this.rules.one(ruleId));
  }
}

function view(versions: readonly RuleVersionRow[]): RuleView {
  const [first] = versions;
  return {
    id: first?.rule_id ?? '',
    killedAt: first?.killed_at?.toISOString() ?? null,
    killedBy: first?.killed_by ?? null,
    versions: versions.map((row) => ({
      version: row.version,
      status: row.status,
      definition: row.definition,
      author: row.author,
      draftedAt: row.drafted_at.toISOString(),
      reviewer: row.reviewer,
      reviewedAt: row.reviewed_at?.toISOString() ?? null,
      shadowAt: row.shadow_at?.toISOString() ?? null,
      liveAt: row.live_at?.toISOString() ?? null,
      retiredAt: row.retired_at?.toISOString() ?? null,
    })),
  };
}
