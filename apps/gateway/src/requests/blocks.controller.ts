import { Controller, Delete, Get, HttpCode, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import {
  Answers,
  type Caller,
  Fails,
  FromCaller,
  Needs,
  publicId,
  publicIdSchema,
  publicIdTextSchema,
  timeSchema,
} from '@paymo/platform';
import { PaymentRequestsService } from './payment-requests.service.js';

const blockViewSchema = z
  .strictObject({
    id: publicIdTextSchema('blk'),
    name: z.string().describe('As the account was called that asked for money'),
    createdAt: timeSchema,
  })
  .meta({ id: 'Block' });
const blockList = z.strictObject({ items: z.array(blockViewSchema) });

@ApiTags('payment requests')
@Controller('v1/blocks')
export class BlocksController {
  constructor(private readonly requests: PaymentRequestsService) {}

  @Needs('requests.manage')
  @Get()
  @ApiOperation({ summary: 'List whom you have blocked' })
  @Answers(200, 'Your blocks', blockList)
  async list(@FromCaller() caller: Caller): Promise<z.infer<typeof blockList>> {
    const rows = await this.requests.blocks(caller);
    const items = rows.map(({ id, name, created_at }) => ({
      id: publicId('blk', id),
      name,
      createdAt: created_at.toISOString(),
    }));
    return { items };
  }

  @Needs('requests.manage')
  @Delete(':blockId')
  @HttpCode(204)
  @ApiOperation({ summary: 'See the requests of this person again' })
  @Answers(204, 'It is gone')
  @Fails('block.not_found')
  async remove(
    @FromCaller() caller: Caller,
    @Param('blockId', { schema: publicIdSchema('blk') }) id: string,
  ): Promise<void> {
    await this.requests.unblock(caller, id);
  }
}
