import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { currencySchema } from '@paymo/contracts';
import {
  Answers,
  type Caller,
  Fails,
  FromCaller,
  Needs,
  PaymoError,
  publicId,
  publicIdSchema,
  publicIdTextSchema,
  timeSchema,
} from '@paymo/platform';
import { type GatewaySettings, SETTINGS } from '../settings.js';
import { type AccountRequest, accountRequestSchema } from './account-request.js';
import { type AccountRow, AccountsService } from './accounts.service.js';

const balanceFields = {
  posted: z.int().describe('Minor units'),
  held: z.int().describe('Reserved by payments that are submitted or held'),
  available: z.int().describe('Posted without what is held'),
};
const balanceSchema = z.strictObject({ ...balanceFields, currency: currencySchema }).meta({ id: 'Balance' });

/** An account at the API; balances in minor units. */
const accountViewSchema = z
  .strictObject({
    id: publicIdTextSchema('acc'),
    name: z.string().meta({ examples: ['Everyday'] }),
    kind: z.string().meta({ examples: ['customer'] }),
    currency: currencySchema,
    status: z.enum(['open', 'closed']),
    isFrozen: z.boolean().describe('Money arrives, and none leaves'),
    balance: z.strictObject(balanceFields),
    openedAt: timeSchema,
  })
  .meta({ id: 'Account' });
type AccountView = z.infer<typeof accountViewSchema>;

const openedSchema = z.strictObject({ id: publicIdTextSchema('acc') });
const accountList = z.strictObject({ items: z.array(accountViewSchema) });

@ApiTags('accounts')
@Controller('v1/accounts')
export class AccountsController {
  constructor(
    private readonly accounts: AccountsService,
    @Inject(SETTINGS) private readonly settings: GatewaySettings,
  ) {}

  @Needs('accounts.open')
  @Post()
  @ApiOperation({ summary: 'Open an account' })
  @Answers(201, 'The id of the new account', openedSchema)
  async open(
    @FromCaller() caller: Caller,
    @Body({ schema: accountRequestSchema }) request: AccountRequest,
  ): Promise<z.infer<typeof openedSchema>> {
    if (request.openingDeposit > 0 && !this.settings.SANDBOX) throw sandboxOnly('/openingDeposit');
    return { id: publicId('acc', await this.accounts.open(caller, request)) };
  }

  @Needs('accounts.read')
  @Get()
  @ApiOperation({ summary: 'List your accounts' })
  @Answers(200, 'Your accounts', accountList)
  async list(@FromCaller() caller: Caller): Promise<z.infer<typeof accountList>> {
    return { items: (await this.accounts.owned(caller.subject)).map(view) };
  }

  @Needs('accounts.read')
  @Get(':accountId')
  @ApiOperation({ summary: 'Read an account and its balance' })
  @Answers(200, 'The account', accountViewSchema)
  @Fails('account.unknown')
  async read(
    @FromCaller() caller: Caller,
    @Param('accountId', { schema: publicIdSchema('acc') }) accountId: string,
  ): Promise<AccountView> {
    return view(await this.accounts.read(caller, accountId));
  }

  @Needs('accounts.read')
  @Get(':accountId/balance')
  @ApiOperation({ summary: 'Read the balance of an account' })
  @Answers(200, 'The balance', balanceSchema)
  @Fails('account.unknown')
  async balance(
    @FromCaller() caller: Caller,
    @Param('accountId', { schema: publicIdSchema('acc') }) accountId: string,
  ): Promise<z.infer<typeof balanceSchema>> {
    const { balance, currency } = view(await this.accounts.read(caller, accountId));
    return { ...balance, currency };
  }

  @Needs('accounts.close')
  @Post(':accountId/close')
  @HttpCode(204)
  @ApiOperation({ summary: 'Close an account: it takes part in no new payment' })
  @Answers(204, 'It is closed')
  @Fails('account.unknown')
  async close(
    @FromCaller() caller: Caller,
    @Param('accountId', { schema: publicIdSchema('acc') }) accountId: string,
  ): Promise<void> {
    await this.accounts.close(caller, accountId);
  }
}

function sandboxOnly(pointer: string): PaymoError {
  const detail = 'is for sandboxes only';
  return new PaymoError('request.invalid', `${pointer} ${detail}`, { errors: [{ pointer, detail }] });
}

function view(row: AccountRow): AccountView {
  const posted = Number(BigInt(row.credits_posted) - BigInt(row.debits_posted));
  const held = Number(row.debits_pending);
  return {
    id: publicId('acc', row.id),
    name: row.name,
    kind: row.kind,
    currency: row.currency,
    status: row.is_closed ? 'closed' : 'open',
    isFrozen: row.is_frozen,
    balance: { posted, held, available: posted - held },
    openedAt: row.opened_at.toISOString(),
  };
}
