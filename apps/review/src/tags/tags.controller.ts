import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Database, Needs, PaymoError, publicIdSchema } from '@paymo/platform';
import { CasesReader } from '../cases/cases.reader.js';
import { type CaseView, caseView } from '../cases/case-view.js';
import { type ReviewSettings, SETTINGS } from '../settings.js';
import { tagSchema } from './tag.js';
import { addTag, removeTag, tagsInUse } from './tag-statements.js';

const tagsMax = 20;
const caseId = { schema: publicIdSchema('case') };
const bodySchema = z.strictObject({ tag: tagSchema });

/** Words that mark cases, for anybody to find them by. */
@ApiTags('cases')
@Controller('review')
export class TagsController {
  constructor(
    private readonly database: Database,
    private readonly cases: CasesReader,
    @Inject(SETTINGS) private readonly settings: ReviewSettings,
  ) {}

  @Needs('queue.read')
  @Get('queue/tags')
  @ApiOperation({ summary: 'List tags: those of the bank first, then others that open cases have' })
  async list(): Promise<{ items: string[] }> {
    const rows = await this.database.query<{ tag: string }>(tagsInUse, []);
    return { items: [...new Set([...this.settings.CASE_TAGS, ...rows.map(({ tag }) => tag)])] };
  }

  @Needs('cases.judge')
  @Post('cases/:caseId/tags')
  @HttpCode(200)
  @ApiOperation({ summary: 'Tag a case, with a word of the list or another' })
  async add(
    @Param('caseId', caseId) id: string,
    @Body({ schema: bodySchema }) { tag }: z.infer<typeof bodySchema>,
  ): Promise<CaseView> {
    const found = await this.cases.one(id);
    const changed = await this.database.query(addTag, [id, tag, tagsMax]);
    if (changed.length > 0) return caseView(await this.cases.one(id));
    const detail = `${found.tags.length} tags are as many as a case may have`;
    throw new PaymoError('request.invalid', detail, { errors: [{ pointer: '/tag', detail }] });
  }

  @Needs('cases.judge')
  @Delete('cases/:caseId/tags/:tag')
  @ApiOperation({ summary: 'Take a tag away' })
  async remove(
    @Param('caseId', caseId) id: string,
    @Param('tag', { schema: tagSchema }) tag: string,
  ): Promise<CaseView> {
    await this.database.query(removeTag, [id, tag]);
    return caseView(await this.cases.one(id));
  }
}
