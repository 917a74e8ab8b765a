import { Body, Controller, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import {
  Answers,
  type Caller,
  FromCaller,
  Needs,
  publicId,
  publicIdSchema,
  publicIdTextSchema,
  plainTextSchema,
  timeSchema,
} from '@paymo/platform';
import { holderKinds } from './name-match.js';
import { type PayeeCheckCode, payeeCheckCodes } from './payee-check.js';
import { PayeeChecksService } from './payee-checks.service.js';

const questionSchema = z.strictObject({
  account: publicIdSchema('acc'),
  /** As the payer knows it. */
  name: plainTextSchema(140),
  kind: z.enum(holderKinds),
});

const results = ['match', 'close_match', 'no_match', 'not_checked'] as const;

const checkSchema = z
  .strictObject({
    payeeCheckId: publicIdTextSchema('chk').describe('For the payment to quote'),
    result: z.enum(results),
    code: z.enum(payeeCheckCodes).describe('Result code of Confirmation of Payee'),
    name: z.string().nullable().describe('The holder, for a close match alone'),
    expiresAt: timeSchema,
  })
  .meta({ id: 'PayeeCheck' });

const resultOf: Readonly<Record<PayeeCheckCode, (typeof results)[number]>> = {
  MATC: 'match',
  MBAM: 'close_match',
  BANM: 'close_match',
  PANM: 'close_match',
  BAMM: 'close_match',
  PAMM: 'close_match',
  ANNM: 'no_match',
  AC01: 'no_match',
  ACNS: 'not_checked',
  OPTO: 'not_checked',
};

@ApiTags('payees')
@Controller('v1/payee-checks')
export class PayeeChecksController {
  constructor(private readonly checks: PayeeChecksService) {}

  @Needs('payees.check')
  @Post()
  @ApiOperation({ summary: 'Check that an account belongs to whom you mean to pay' })
  @Answers(201, 'What is to be told to the payer', checkSchema)
  async check(
    @FromCaller() caller: Caller,
    @Body({ schema: questionSchema }) question: z.infer<typeof questionSchema>,
  ): Promise<z.infer<typeof checkSchema>> {
    const { id, code, name, expiresAt } = await this.checks.check(caller, question);
    return {
      payeeCheckId: publicId('chk', id),
      result: resultOf[code],
      code,
      name,
      expiresAt: expiresAt.toISOString(),
    };
  }
}
