import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import {
  type Caller,
  Database,
  FromCaller,
  Needs,
  newId,
  PaymoError,
  publicId,
  publicIdSchema,
  textSchema,
} from '@paymo/platform';
import { lanes } from '../cases/case.entity.js';
import { queueSorts } from '../queue/queue-statements.js';
import { tagSchema } from '../tags/tag.js';
import { deleteView, listViews, saveView, type ViewRow } from './view-statements.js';

const minorUnits = z.int().min(0);

/** The parameters of `GET /review/queue` that a view keeps. */
const viewSchema = z.strictObject({
  name: textSchema(60),
  isShared: z.boolean().default(false),
  query: z.strictObject({
    sort: z.enum(queueSorts).optional(),
    lane: z.enum(lanes).optional(),
    type: z.string().max(40).optional(),
    tag: tagSchema.optional(),
    amountMin: minorUnits.optional(),
    amountMax: minorUnits.optional(),
    snoozed: z.boolean().optional(),
    waiting: z.boolean().optional(),
  }),
});

interface SavedView {
  readonly id: string;
  readonly name: string;
  readonly owner: string;
  readonly isShared: boolean;
  readonly query: object;
}

/** Filters and sort of the queue under a name. */
@ApiTags('queue')
@Controller('review/views')
export class ViewsController {
  constructor(private readonly database: Database) {}

  @Needs('queue.read')
  @Get()
  @ApiOperation({ summary: 'List views of the queue: your own, then those that others share' })
  async list(@FromCaller() { subject }: Caller): Promise<{ items: SavedView[] }> {
    const rows = await this.database.query<ViewRow>(listViews, [subject]);
    return { items: rows.map(savedView) };
  }

  @Needs('cases.judge')
  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Keep a view; one of yours with the same name is replaced' })
  async save(
    @FromCaller() { subject }: Caller,
    @Body({ schema: viewSchema }) { name, isShared, query }: z.infer<typeof viewSchema>,
  ): Promise<SavedView> {
    const values = [newId(), subject, name, isShared, JSON.stringify(query)];
    const [row] = await this.database.query<ViewRow>(saveView, values);
    if (row === undefined) throw new Error('a saved view is answered');
    return savedView(row);
  }

  @Needs('cases.judge')
  @Delete(':viewId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Forget a view of yours' })
  async remove(
    @FromCaller() { subject }: Caller,
    @Param('viewId', { schema: publicIdSchema('view') }) id: string,
  ): Promise<void> {
    const gone = await this.database.query(deleteView, [id, subject]);
    if (gone.length === 0)
      throw new PaymoError('view.not_found', `${publicId('view', id)} does not exist, or is not yours.`);
  }
}

function savedView({ id, owner, name, is_shared: isShared, query }: ViewRow): SavedView {
  return { id: publicId('view', id), name, owner, isShared, query };
}
