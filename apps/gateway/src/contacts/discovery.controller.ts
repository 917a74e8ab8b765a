import { Body, Controller, Get, HttpCode, Put } from '@nestjs/common';
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
  textSchema,
} from '@paymo/platform';
import type { DiscoveryRow } from './discovery-statements.js';
import { DiscoveryService } from './discovery.service.js';
import { handleSchema } from './handle.js';
import { phoneHashSchema } from './phone-hash.js';

const wishSchema = z.strictObject({
  /** Where money is to come that is sent to you; null to be found no more. */
  account: publicIdSchema('acc').nullable(),
  handle: handleSchema.nullable().default(null),
  byPhone: z.boolean().default(false),
});
const phoneSchema = z.strictObject({ owner: textSchema(128), phoneHash: phoneHashSchema });

const discoverySchema = z
  .strictObject({
    account: publicIdTextSchema('acc').nullable(),
    handle: z
      .string()
      .nullable()
      .meta({ examples: ['ben_miller'] }),
    byPhone: z.boolean(),
    hasPhone: z.boolean().describe('Whether the bank has verified a number of yours'),
  })
  .meta({ id: 'Discovery' });

@ApiTags('contacts')
@Controller('v1/discovery')
export class DiscoveryController {
  constructor(private readonly discovery: DiscoveryService) {}

  @Needs('contacts.manage')
  @Get()
  @ApiOperation({ summary: 'Say by what you let yourself be found' })
  @Answers(200, 'What others find you by', discoverySchema)
  async read(@FromCaller() caller: Caller): Promise<z.infer<typeof discoverySchema>> {
    return view(await this.discovery.read(caller));
  }

  @Needs('contacts.manage')
  @Put()
  @ApiOperation({ summary: 'Let yourself be found by a handle, or your number, or no more' })
  @Answers(200, 'What others find you by', discoverySchema)
  @Fails('account.not_found', 'conflict.handle_taken')
  async set(
    @FromCaller() caller: Caller,
    @Body({ schema: wishSchema }) wish: z.infer<typeof wishSchema>,
  ): Promise<z.infer<typeof discoverySchema>> {
    return view(await this.discovery.set(caller, wish));
  }

  @Needs('discovery.verify')
  @Put('phone')
  @HttpCode(204)
  @ApiOperation({ summary: 'State the number of a customer, which the bank has verified' })
  @Answers(204, 'It is kept, as an HMAC of its hash')
  async setPhone(@Body({ schema: phoneSchema }) body: z.infer<typeof phoneSchema>): Promise<void> {
    await this.discovery.setPhone(body.owner, body.phoneHash);
  }
}

function view(row: DiscoveryRow): z.infer<typeof discoverySchema> {
  return {
    account: row.account_id === null ? null : publicId('acc', row.account_id),
    handle: row.handle,
    byPhone: row.is_by_phone,
    hasPhone: row.has_phone,
  };
}
