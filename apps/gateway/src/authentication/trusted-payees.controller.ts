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
  timeSchema,
} from '@paymo/platform';
import type { TrustedPayeeRow } from './trusted-payee-statements.js';
import { TrustedPayeesService } from './trusted-payees.service.js';

const trustSchema = z.strictObject({
  account: publicIdSchema('acc'),
  /** When it was signed; up to five minutes ago. */
  signedAt: z.iso.datetime({ precision: 3 }),
  /** Compact JWS by a registered key over the text `Trust <account> from <signedAt>`. */
  signature: z.string().max(2000),
});

const trustedPayeeSchema = z
  .strictObject({ account: publicIdTextSchema('acc'), trustedAt: timeSchema })
  .meta({ id: 'TrustedPayee' });
type TrustedPayeeView = z.infer<typeof trustedPayeeSchema>;
const trustedPayeeList = z.strictObject({ items: z.array(trustedPayeeSchema) });

const accountId = { schema: publicIdSchema('acc') };

@ApiTags('trusted payees')
@Controller('v1/trusted-payees')
export class TrustedPayeesController {
  constructor(private readonly trusted: TrustedPayeesService) {}

  @Needs('trusted_payees.manage')
  @Get()
  @ApiOperation({ summary: 'List the payees whom you pay without signing' })
  @Answers(200, 'Your trusted payees', trustedPayeeList)
  async list(@FromCaller() caller: Caller): Promise<z.infer<typeof trustedPayeeList>> {
    return { items: (await this.trusted.list(caller)).map(view) };
  }

  @Needs('trusted_payees.manage')
  @Post()
  @ApiOperation({ summary: 'Sign once for a payee, and not for payments to them any more' })
  @Answers(201, 'The trusted payee', trustedPayeeSchema)
  @Fails('payment.signature_refused')
  async trust(
    @FromCaller() caller: Caller,
    @Body({ schema: trustSchema }) { account, ...signed }: z.infer<typeof trustSchema>,
  ): Promise<TrustedPayeeView> {
    return view(await this.trusted.trust(caller, account, signed));
  }

  @Needs('trusted_payees.manage')
  @Delete(':accountId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Sign for payments to a payee again' })
  @Answers(204, 'They are trusted no more')
  @Fails('trusted_payee.not_found')
  async distrust(@FromCaller() caller: Caller, @Param('accountId', accountId) id: string): Promise<void> {
    await this.trusted.distrust(caller, id);
  }
}

function view({ account_id, signed_at }: TrustedPayeeRow): TrustedPayeeView {
  return { account: publicId('acc', account_id), trustedAt: signed_at.toISOString() };
}
