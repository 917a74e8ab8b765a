import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
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
  plainTextSchema,
  textSchema,
  timeSchema,
} from '@paymo/platform';
import type { DeviceKeyRow } from './device-key-statements.js';
import { DeviceKeysService } from './device-keys.service.js';
import { publicKeySchema, signatureAlgorithms } from './device-signature.js';

const registrationSchema = z.strictObject({
  /** The customer, for the bank to name; customers register their own. */
  owner: textSchema(128).optional(),
  name: plainTextSchema(70),
  publicKey: publicKeySchema,
  /** From the second key on: the new key's thumbprint (RFC 7638), signed by a registered key. */
  approval: z.string().max(2000).nullable().default(null),
});

const deviceKeySchema = z
  .strictObject({
    id: publicIdTextSchema('dvk').describe('For signatures to name as `kid`'),
    name: z.string().meta({ examples: ['My phone'] }),
    algorithm: z.enum(signatureAlgorithms),
    thumbprint: z.string().describe('RFC 7638, SHA-256'),
    createdAt: timeSchema,
  })
  .meta({ id: 'DeviceKey' });
type DeviceKeyView = z.infer<typeof deviceKeySchema>;
const deviceKeyList = z.strictObject({ items: z.array(deviceKeySchema) });

@ApiTags('device keys')
@Controller('v1/device-keys')
export class DeviceKeysController {
  constructor(private readonly keys: DeviceKeysService) {}

  @Needs('device_keys.manage')
  @Post()
  @ApiOperation({ summary: 'Register the public key of a device, to sign payments with' })
  @Answers(201, 'The key', deviceKeySchema)
  @Fails('auth.device_key_unapproved', 'conflict.device_key_exists', 'conflict.too_many_device_keys')
  async register(
    @FromCaller() caller: Caller,
    @Body({ schema: registrationSchema }) body: z.infer<typeof registrationSchema>,
  ): Promise<DeviceKeyView> {
    return view(await this.keys.register(caller, { ...body, owner: body.owner }));
  }

  @Needs('device_keys.manage')
  @Get()
  @ApiOperation({ summary: 'List the keys of your devices' })
  @Answers(200, 'Your keys', deviceKeyList)
  async list(@FromCaller() caller: Caller): Promise<z.infer<typeof deviceKeyList>> {
    return { items: (await this.keys.list(caller)).map(view) };
  }

  @Needs('device_keys.manage')
  @Delete(':deviceKeyId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Revoke a key: nothing is signed with it any more' })
  @Answers(204, 'It is revoked')
  @Fails('device_key.not_found')
  async revoke(
    @FromCaller() caller: Caller,
    @Param('deviceKeyId', { schema: publicIdSchema('dvk') }) id: string,
  ): Promise<void> {
    await this.keys.revoke(caller, id);
  }
}

function view({ id, name, algorithm, thumbprint, created_at }: DeviceKeyRow): DeviceKeyView {
  return { id: publicId('dvk', id), name, algorithm, thumbprint, createdAt: created_at.toISOString() };
}
