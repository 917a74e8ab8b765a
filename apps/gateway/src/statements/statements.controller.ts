import { Controller, Get, Headers, Param, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { currencySchema } from '@paymo/contracts';
import {
  AlsoAnswersAs,
  Answers,
  AnswersPage,
  type Caller,
  Fails,
  FromCaller,
  Needs,
  type PageQuery,
  pageQuery,
  pageSchema,
  publicId,
  publicIdSchema,
  publicIdTextSchema,
} from '@paymo/platform';
import { statementXml } from '../iso20022/statement-xml.js';
import { entrySchema, statementEntrySchema, viewEntry } from './entry.js';
import type { AccountStatement } from './statement.js';
import { statementCsv } from './statement-csv.js';
import { type FiledForm, statementFormOf } from './statement-form.js';
import { statementPdf } from './statement-pdf.js';
import { StatementsService } from './statements.service.js';

const daysMax = 366;
const dayMs = 86_400_000;

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

const day = z.iso.date().meta({ examples: ['2026-11-28'] });
/** This month to this day, unless something else is asked for. */
const periodQuery = z
  .strictObject({
    from: day.optional(),
    to: day.optional(),
  })
  .transform(({ from = `${today().slice(0, 7)}-01`, to = today() }) => ({ from, to }))
  .superRefine(({ from, to }, context) => {
    const days = (Date.parse(to) - Date.parse(from)) / dayMs + 1;
    if (days >= 1 && days <= daysMax) return;
    const message = `must be the same day as from or up to ${daysMax - 1} days later`;
    context.addIssue({ code: 'custom', path: ['to'], message });
  });
type PeriodQuery = z.infer<typeof periodQuery>;

const entryPage = pageSchema(entrySchema, 'EntryPage');

const statementSchema = z
  .strictObject({
    account: publicIdTextSchema('acc'),
    name: z.string().meta({ examples: ['Everyday'] }),
    currency: currencySchema,
    from: day.describe('First day, in UTC'),
    to: day.describe('Last day, in UTC'),
    openingBalance: z.int().describe('Posted before the period, in minor units'),
    closingBalance: z.int().describe('The opening balance and all entries'),
    entries: z.array(statementEntrySchema).describe('The oldest first'),
  })
  .meta({ id: 'Statement' });

const accountId = { schema: publicIdSchema('acc') };

@ApiTags('accounts')
@Controller('v1/accounts/:accountId')
export class StatementsController {
  constructor(private readonly statements: StatementsService) {}

  @Needs('accounts.read')
  @Get('entries')
  @ApiOperation({ summary: 'List what came into an account and left it, the newest first' })
  @AnswersPage('A page of entries', entryPage)
  @Fails('account.unknown')
  async entries(
    @FromCaller() caller: Caller,
    @Param('accountId', accountId) id: string,
    @Query({ schema: pageQuery }) { limit, cursor }: PageQuery,
  ): Promise<z.infer<typeof entryPage>> {
    const { items, nextCursor } = await this.statements.entries(caller, id, limit, cursor);
    return { items: items.map(viewEntry), nextCursor };
  }

  @Needs('accounts.read')
  @Get('statement')
  @ApiOperation({
    summary:
      'The statement of a period of up to a year: JSON, or CSV, PDF or ISO 20022 camt.053.001.08 (XML) by `Accept`',
  })
  @Answers(200, 'The statement', statementSchema)
  @AlsoAnswersAs('text/csv', 'booked_at,kind,counterparty,reference,amount,currency,balance,payment')
  @AlsoAnswersAs('application/pdf', '%PDF-1.7')
  @AlsoAnswersAs(
    'application/xml',
    '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">…</Document>',
  )
  @Fails('account.unknown')
  async statement(
    @FromCaller() caller: Caller,
    @Param('accountId', accountId) id: string,
    @Query({ schema: periodQuery }) period: PeriodQuery,
    @Headers('accept') accept: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const statement = await this.statements.statement(caller, id, period);
    void reply.header('vary', 'accept');
    const form = statementFormOf(accept);
    if (form === 'application/json') return void reply.send(view(statement));
    const { bytes, type, ending } = await filed(statement, form);
    const name = `statement-${period.from}-${period.to}.${ending}`;
    void reply
      .header('content-type', type)
      .header('content-disposition', `attachment; filename="${name}"`)
      .send(bytes);
  }
}

async function filed(statement: AccountStatement, form: FiledForm) {
  switch (form) {
    case 'text/csv':
      return { bytes: statementCsv(statement), type: 'text/csv; charset=utf-8', ending: 'csv' };
    case 'application/xml':
      return {
        bytes: statementXml(statement, new Date()),
        type: 'application/xml; charset=utf-8',
        ending: 'xml',
      };
    case 'application/pdf':
      return { bytes: await statementPdf(statement), type: form, ending: 'pdf' };
  }
}

function view(statement: AccountStatement): z.infer<typeof statementSchema> {
  return {
    account: publicId('acc', statement.accountId),
    name: statement.accountName,
    currency: statement.currency,
    from: statement.from,
    to: statement.to,
    openingBalance: Number(statement.openingMinor),
    closingBalance: Number(statement.closingMinor),
    entries: statement.lines.map(({ entry, balanceMinor }) => ({
      ...viewEntry(entry),
      balance: Number(balanceMinor),
    })),
  };
}
