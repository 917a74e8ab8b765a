import { Body, Controller, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { amountMinorMax } from '@paymo/contracts';
import { Answers, type Caller, Fails, FromCaller, Needs, publicIdSchema, timeSchema } from '@paymo/platform';
import { AccountControlsService } from './account-controls.service.js';
import type { AccountControls } from './spending.js';
import { dayOf, endOf, leftOf, noLimits, spentOn } from './spending-limits.js';

const limit = z.int().min(0).max(amountMinorMax).nullable().default(null);

/** Minor units; a limit that is left out, or null, is none. */
const limitsSchema = z.strictObject({ perPayment: limit, perDay: limit, perMonth: limit });

const limitViewSchema = z
  .strictObject({
    limit: z.int().nullable().describe('Minor units; null for no limit'),
    spent: z
      .int()
      .nullable()
      .describe('What left the account, or waits to, without refunds; null before the first limit is set'),
    left: z.int().nullable(),
    resetsAt: timeSchema,
  })
  .meta({ id: 'PeriodLimit' });

const limitsViewSchema = z
  .strictObject({ perPayment: z.int().nullable(), perDay: limitViewSchema, perMonth: limitViewSchema })
  .meta({ id: 'SpendingLimits' });
type LimitsView = z.infer<typeof limitsViewSchema>;

const accountId = { schema: publicIdSchema('acc') };

@ApiTags('accounts')
@Controller('v1/accounts/:accountId')
export class AccountControlsController {
  constructor(private readonly controls: AccountControlsService) {}

  @Needs('accounts.control')
  @Post('freeze')
  @HttpCode(204)
  @ApiOperation({ summary: 'Freeze an account: money arrives, and none leaves' })
  @Answers(204, 'It is frozen')
  @Fails('account.unknown')
  async freeze(@FromCaller() caller: Caller, @Param('accountId', accountId) id: string): Promise<void> {
    await this.controls.setFrozen(caller, id, true);
  }

  @Needs('accounts.control')
  @Post('unfreeze')
  @HttpCode(204)
  @ApiOperation({ summary: 'Let money leave a frozen account again' })
  @Answers(204, 'It is not frozen')
  @Fails('account.unknown')
  async unfreeze(@FromCaller() caller: Caller, @Param('accountId', accountId) id: string): Promise<void> {
    await this.controls.setFrozen(caller, id, false);
  }

  @Needs('accounts.control')
  @Put('limits')
  @ApiOperation({ summary: 'Limit what leaves an account in one payment, a day and a month' })
  @Answers(200, 'The limits, and what they leave', limitsViewSchema)
  @Fails('account.unknown')
  async limit(
    @FromCaller() caller: Caller,
    @Param('accountId', accountId) id: string,
    @Body({ schema: limitsSchema }) { perPayment, perDay, perMonth }: z.infer<typeof limitsSchema>,
  ): Promise<LimitsView> {
    const limits = {
      perPaymentMinor: toMinor(perPayment),
      perDayMinor: toMinor(perDay),
      perMonthMinor: toMinor(perMonth),
    };
    return view(await this.controls.setLimits(caller, id, limits), new Date());
  }

  @Needs('accounts.read')
  @Get('limits')
  @ApiOperation({ summary: 'Read the limits of an account, and what they leave' })
  @Answers(200, 'The limits, and what they leave', limitsViewSchema)
  @Fails('account.unknown')
  async limits(@FromCaller() caller: Caller, @Param('accountId', accountId) id: string): Promise<LimitsView> {
    return view(await this.controls.read(caller, id), new Date());
  }
}

function toMinor(limit: number | null): bigint | null {
  return limit === null ? null : BigInt(limit);
}

function view(controls: AccountControls | undefined, now: Date): LimitsView {
  const { perPaymentMinor, perDayMinor, perMonthMinor } = controls?.limits ?? noLimits;
  const spent = controls === undefined ? undefined : spentOn(controls.spent, dayOf(now));
  return {
    perPayment: toNumber(perPaymentMinor),
    perDay: viewPeriod(perDayMinor, spent?.dayMinor ?? null, endOf('day', now)),
    perMonth: viewPeriod(perMonthMinor, spent?.monthMinor ?? null, endOf('month', now)),
  };
}

function toNumber(minor: bigint | null): number | null {
  return minor === null ? null : Number(minor);
}

function viewPeriod(
  limitMinor: bigint | null,
  spentMinor: bigint | null,
  resetsAt: Date,
): LimitsView['perDay'] {
  return {
    limit: toNumber(limitMinor),
    spent: toNumber(spentMinor),
    left: limitMinor === null ? null : Number(leftOf(limitMinor, spentMinor ?? 0n)),
    resetsAt: resetsAt.toISOString(),
  };
}
