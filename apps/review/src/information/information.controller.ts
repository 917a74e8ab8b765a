import { Body, Controller, Get, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Caller, FromCaller, Needs, plainTextSchema, publicIdSchema } from '@paymo/platform';
import { CasesReader } from '../cases/cases.reader.js';
import { type CaseView, caseView } from '../cases/case-view.js';
import { type ReviewSettings, SETTINGS } from '../settings.js';
import type { QuestionRow } from './information-statements.js';
import { InformationService } from './information.service.js';
import type { PayerQuestion } from './payer-questions.js';

const caseId = { schema: publicIdSchema('case') };

const inquirySchema = z
  .strictObject({
    /** One of the codes of `GET /review/queue/questions`. */
    question: z.string().max(40).optional(),
    /** Own words, which follow the question; the payer reads them. */
    text: plainTextSchema(300).optional(),
  })
  .refine(({ question, text }) => question !== undefined || text !== undefined, {
    path: ['question'],
    message: 'must be chosen, or asked in own words as text',
  });

/** A question to the payer. */
interface QuestionView {
  readonly code: string | null;
  readonly question: string;
  readonly askedBy: string;
  readonly askedAt: string;
  readonly expiresAt: string;
  readonly answer: string | null;
  readonly answeredAt: string | null;
}

@ApiTags('cases')
@Controller('review')
export class InformationController {
  constructor(
    private readonly information: InformationService,
    private readonly cases: CasesReader,
    @Inject(SETTINGS) private readonly settings: ReviewSettings,
  ) {}

  @Needs('queue.read')
  @Get('queue/questions')
  @ApiOperation({ summary: 'List what payers can be asked' })
  questions(): { items: readonly PayerQuestion[] } {
    return { items: this.settings.PAYER_QUESTIONS };
  }

  @Needs('cases.read')
  @Get('cases/:caseId/information')
  @ApiOperation({ summary: 'List what the payer was asked and has answered, the oldest first' })
  async list(@Param('caseId', caseId) id: string): Promise<{ items: QuestionView[] }> {
    await this.cases.one(id);
    return { items: (await this.information.list(id)).map(questionView) };
  }

  @Needs('cases.judge')
  @Post('cases/:caseId/information')
  @HttpCode(200)
  @ApiOperation({ summary: 'Ask the payer; the case leaves the queue until they answer, or may no longer' })
  async ask(
    @FromCaller() caller: Caller,
    @Param('caseId', caseId) id: string,
    @Body({ schema: inquirySchema }) inquiry: z.infer<typeof inquirySchema>,
    @Req() { traceparent }: FastifyRequest,
  ): Promise<CaseView> {
    await this.information.ask(id, caller.subject, inquiry, traceparent);
    return caseView(await this.cases.one(id));
  }
}

function questionView(row: QuestionRow): QuestionView {
  return {
    code: row.code,
    question: row.question,
    askedBy: row.asked_by,
    askedAt: row.asked_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    answer: row.answer,
    answeredAt: row.answered_at?.toISOString() ?? null,
  };
}
