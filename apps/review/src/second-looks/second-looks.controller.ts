import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { verdicts } from '@paymo/contracts';
import { type Caller, Database, FromCaller, Needs, PaymoError, publicIdSchema } from '@paymo/platform';
import type { Case } from '../cases/case.entity.js';
import { type CaseView, caseView } from '../cases/case-view.js';
import { CasesReader } from '../cases/cases.reader.js';
import { type ReviewSettings, SETTINGS } from '../settings.js';
import { agreementBy, agreementOf, type AgreementView } from '../statistics/agreement.js';
import * as sql from './second-look-statements.js';

const dayMs = 24 * 3_600_000;
/** Older verdicts are not looked at again, and not counted. */
const days = 30;
const opinionSchema = z.strictObject({
  verdict: z.enum(verdicts),
  reason: z.string().max(40).optional(),
  dwellMs: z.number().int().min(0).max(86_400_000).optional(),
});

interface SecondLookStatistics {
  readonly days: number;
  /** `first` is the verdict, `second` the look. */
  readonly all: AgreementView;
  /** By whether the score was on the screen of who gave the verdict: a difference is a sign of anchoring. */
  readonly byDisplay: Readonly<Record<string, AgreementView>>;
}

/** Verdicts that another analyst gives again, without knowing them: what they say changes nothing but figures. */
@ApiTags('second looks')
@Controller('review')
export class SecondLooksController {
  constructor(
    private readonly database: Database,
    private readonly cases: CasesReader,
    @Inject(SETTINGS) private readonly settings: ReviewSettings,
  ) {}

  @Needs('cases.judge')
  @Post('second-looks/next')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Claim a verdict of somebody else to be given again, blind; null when there is none',
  })
  async next(@FromCaller() caller: Caller): Promise<{ case: CaseView | null }> {
    const now = Date.now();
    const { LEASE_SECONDS, VERDICT_UNDO_SECONDS, SECOND_LOOK_SHARE } = this.settings;
    const [claimed] = await this.database.query<{ case_id: string }>(sql.claimSecondLook, [
      caller.subject,
      new Date(now + LEASE_SECONDS * 1000),
      new Date(now),
      new Date(now - days * dayMs),
      new Date(now - VERDICT_UNDO_SECONDS * 1000),
      SECOND_LOOK_SHARE,
    ]);
    return { case: claimed === undefined ? null : blind(await this.cases.one(claimed.case_id)) };
  }

  @Needs('cases.judge')
  @Post('second-looks/:caseId')
  @HttpCode(200)
  @ApiOperation({ summary: 'Say what the verdict should have been; answers what it was' })
  async look(
    @FromCaller() caller: Caller,
    @Param('caseId', { schema: publicIdSchema('case') }) caseId: string,
    @Body({ schema: opinionSchema }) { verdict, reason, dwellMs }: z.infer<typeof opinionSchema>,
  ): Promise<CaseView> {
    const values = [caseId, caller.subject, verdict, reason ?? null, dwellMs ?? null, new Date()];
    const kept = await this.database.query(sql.keepSecondLook, values);
    if (kept.length === 0)
      throw new PaymoError('conflict.case_claimed', 'The second look is not yours, or it is done already.');
    return caseView(await this.cases.one(caseId));
  }

  @Needs('statistics.read')
  @Get('statistics/second-looks')
  @ApiOperation({ summary: `Compare verdicts with the second looks of the last ${days} days` })
  async statistics(): Promise<SecondLookStatistics> {
    const since = new Date(Date.now() - days * dayMs);
    const rows = await this.database.query<sql.SecondLookRow>(sql.secondLooks, [since]);
    return { days, all: agreementOf(rows), byDisplay: agreementBy(rows, ({ display }) => display) };
  }
}

/** The case as it was before anybody judged it, without what a model thinks of it. */
function blind(found: Case): CaseView {
  return {
    ...caseView(found),
    status: 'open',
    score: null,
    expectedLoss: { value: Number(found.amountMinor), currency: found.currency },
    reasons: found.reasons.map((reason) => ({ ...reason, contribution: 0 })),
    lane: 'first',
    proposedBy: null,
    tags: [],
    closedAt: null,
    reviewer: null,
    note: null,
    reason: null,
  };
}
