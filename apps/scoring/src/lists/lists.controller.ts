import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { LOGGER } from '@paymo/messaging';
import { type Caller, FromCaller, type Logger, Needs, textSchema } from '@paymo/platform';
import { type ImportPreview, ListsService } from './lists.service.js';

const listName = z.string().regex(/^[a-z][a-z0-9_-]{0,62}$/, 'must be small letters, digits, - and _');
const removalSchema = z.strictObject({ values: z.array(textSchema(200)).min(1).max(1000) });

const importSchema = z.strictObject({
  /** Columns `value`, `expires_at` and `source`; the latter two may be missing. */
  csv: z.string().min(1),
  /** For lines that name no source. */
  source: textSchema(200),
  /** False previews. */
  apply: z.boolean().default(false),
});

const entriesQuery = z.strictObject({
  after: z.string().max(200).default(''),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

interface ListView {
  readonly name: string;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly entries: number;
  readonly expired: number;
}

interface EntryView {
  readonly value: string;
  readonly expiresAt: string | null;
  readonly source: string;
  readonly addedBy: string;
  readonly addedAt: string;
}

@ApiTags('lists')
@Controller('admin/lists')
export class ListsController {
  constructor(
    private readonly lists: ListsService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Needs('lists.read')
  @Get()
  @ApiOperation({ summary: 'List the lists' })
  async list(): Promise<{ items: ListView[] }> {
    const rows = await this.lists.list();
    return {
      items: rows.map(({ name, created_by, created_at, entries, expired }) => ({
        name,
        createdBy: created_by,
        createdAt: created_at.toISOString(),
        entries,
        expired,
      })),
    };
  }

  @Needs('lists.read')
  @Get(':list/entries')
  @ApiOperation({ summary: 'List entries of a list by value' })
  async entries(
    @Param('list', { schema: listName }) list: string,
    @Query({ schema: entriesQuery }) { after, limit }: z.infer<typeof entriesQuery>,
  ): Promise<{ items: EntryView[] }> {
    const rows = await this.lists.entries(list, after, limit);
    return {
      items: rows.map(({ value, expires_at, source, added_by, added_at }) => ({
        value,
        expiresAt: expires_at?.toISOString() ?? null,
        source,
        addedBy: added_by,
        addedAt: added_at.toISOString(),
      })),
    };
  }

  @Needs('lists.write')
  @Post(':list/imports')
  @HttpCode(200)
  @ApiOperation({ summary: 'Preview or apply a CSV of entries' })
  import(
    @Param('list', { schema: listName }) list: string,
    @Body({ schema: importSchema }) { csv, source, apply }: z.infer<typeof importSchema>,
    @FromCaller() caller: Caller,
  ): Promise<ImportPreview> {
    return this.lists.import({ list, csv, source, isApplied: apply }, caller.subject);
  }

  @Needs('lists.write')
  @Post(':list/removals')
  @HttpCode(200)
  @ApiOperation({ summary: 'Take entries off a list' })
  async remove(
    @Param('list', { schema: listName }) list: string,
    @Body({ schema: removalSchema }) { values }: z.infer<typeof removalSchema>,
    @FromCaller() caller: Caller,
  ): Promise<{ removed: number }> {
    const removed = await this.lists.remove(list, values);
    this.logger.info({ actor: caller.subject, list, removed }, 'list entries removed');
    return { removed };
  }
}
