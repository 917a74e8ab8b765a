import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, FromCaller, Needs, PaymoError, publicId, publicIdSchema } from '@paymo/platform';
import { type GatewaySettings, SETTINGS } from '../settings.js';
import { type AccountRequest, accountRequestSchema } from './account-request.js';
import { type AccountRow, AccountsService } from './accounts.service.js';

/** An account at the API; balances in minor units. */
interface AccountView {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly currency: string;
  readonly status: 'open' | 'closed';
  readonly balance: { readonly posted: number; readonly held: number; readonly available: number };
  readonly openedAt: string;
}

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
  async open(
    @FromCaller() caller: Caller,
    @Body({ schema: accountRequestSchema }) request: AccountRequest,
  ): Promise<{ id: string }> {
    if (request.openingDeposit > 0 && !this.settings.SANDBOX) throw sandboxOnly('/openingDeposit');
    return { id: publicId('acc', await this.accounts.open(caller, request)) };
  }

  @Needs('accounts.read')
  @Get()
  @ApiOperation({ summary: 'List your accounts' })
  async list(@FromCaller() caller: Caller): Promise<{ items: AccountView[] }> {
    return { items: (await this.accounts.owned(caller.subject)).map(view) };
  }

  @Needs('accounts.read')
  @Get(':accountId')
  @ApiOperation({ summary: 'Read an account and its balance' })
  async read(
    @FromCaller() caller: Caller,
    @Param('accountId', { schema: publicIdSchema('acc') }) accountId: string,
  ): Promise<AccountView> {
    return view(await this.accounts.read(caller, accountId));
  }

  @Needs('accounts.close')
  @Post(':accountId/close')
  @HttpCode(204)
  @ApiOperation({ summary: 'Close an account: it takes part in no new payment' })
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
    balance: { posted, held, available: posted - held },
    openedAt: row.opened_at.toISOString(),
  };
}
