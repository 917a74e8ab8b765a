import { Body, Controller, Delete, HttpCode, Param, Patch, Put } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import {
  type Caller,
  Database,
  FromCaller,
  Needs,
  PaymoError,
  publicId,
  publicIdSchema,
  textSchema,
} from '@paymo/platform';
import { changeFacts, eraseRows, noteErasure, putItem } from './customer-statements.js';

/** Nobody is older, and Postgres knows no year 0. */
const bornOnMin = '1900-01-01';

const factsSchema = z.strictObject({
  segment: textSchema(40).optional(),
  hasConsent: z.boolean().optional(),
  isSuppressed: z.boolean().optional(),
  isInArrears: z.boolean().optional(),
  isVulnerable: z.boolean().optional(),
  isAffordable: z.boolean().optional(),
  bornOn: z.iso
    .date()
    .refine(
      (day) => day >= bornOnMin && Date.parse(day) <= Date.now(),
      `must be from ${bornOnMin} until today`,
    )
    .optional(),
});

const itemSchema = z.strictObject({
  title: textSchema(100),
  category: textSchema(40),
  isCredit: z.boolean().default(false),
  /** In years; credit is for adults, whatever is given. */
  ageMin: z.int().min(0).max(120).default(0),
  isWithdrawn: z.boolean().default(false),
});

/** What must be known of customers and items before anything may be offered. It counts from the next read on. */
@ApiTags('eligibility')
@Controller('admin')
export class CustomersController {
  constructor(private readonly database: Database) {}

  @Needs('recommendations.know')
  @Patch('recommendation-customers/:accountId')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Change what is known of a customer: consent, suppression, arrears, care, affordability, birth',
  })
  async change(
    @FromCaller() caller: Caller,
    @Param('accountId', { schema: publicIdSchema('acc') }) id: string,
    @Body({ schema: factsSchema }) facts: z.infer<typeof factsSchema>,
  ): Promise<void> {
    const { segment, hasConsent, isSuppressed, isInArrears, isVulnerable, isAffordable, bornOn } = facts;
    const given = [segment, hasConsent, isSuppressed, isInArrears, isVulnerable, isAffordable, bornOn];
    const values = [id, ...given.map((value) => value ?? null), caller.subject];
    const changed = await this.database.query(changeFacts, values);
    if (changed.length === 0) throw new PaymoError('account.unknown', `${publicId('acc', id)} was erased.`);
  }

  @Needs('recommendations.know')
  @Delete('recommendation-customers/:accountId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Erase a customer: rows now, files with the next run' })
  async erase(@Param('accountId', { schema: publicIdSchema('acc') }) id: string): Promise<void> {
    await this.database.transaction(async (transaction) => {
      await transaction.query(noteErasure, [id]);
      for (const statement of eraseRows) await transaction.query(statement, [id]);
    });
  }

  @Needs('recommendations.manage')
  @Put('recommendation-items/:itemId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Put a product or shop into the catalogue, or change or withdraw it' })
  async put(
    @Param('itemId', { schema: textSchema(100) }) id: string,
    @Body({ schema: itemSchema })
    { title, category, isCredit, ageMin, isWithdrawn }: z.infer<typeof itemSchema>,
  ): Promise<void> {
    await this.database.query(putItem, [id, title, category, isCredit, ageMin, isWithdrawn]);
  }
}
