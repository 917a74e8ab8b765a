import { Controller, Delete, Get, HttpCode, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, FromCaller, Needs, publicId, publicIdSchema } from '@paymo/platform';
import { PaymentRequestsService } from './payment-requests.service.js';

interface BlockView {
  readonly id: string;
  /** As the account was called that asked for money. */
  readonly name: string;
  readonly createdAt: string;
}

@ApiTags('payment requests')
@Controller('v1/blocks')
export class BlocksController {
  constructor(private readonly requests: PaymentRequestsService) {}

  @Needs('requests.manage')
  @Get()
  @ApiOperation({ summary: 'List whom you have blocked' })
  async list(@FromCaller() caller: Caller): Promise<{ items: BlockView[] }> {
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
  async remove(
    @FromCaller() caller: Caller,
    @Param('blockId', { schema: publicIdSchema('blk') }) id: string,
  ): Promise<void> {
    await this.requests.unblock(caller, id);
  }
}
