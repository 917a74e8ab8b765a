import { z } from 'zod';
import { currencySchema, loanChanges, loanStatuses, moneySchema } from '@paymo/contracts';
import { arrearsBuckets, Exact } from '@paymo/lending';
import { publicId, publicIdTextSchema, timeSchema } from '@paymo/platform';
import { daySchema, hashSchema } from '../answer-fields.js';
import { instalmentShape } from '../applications/offer-view.js';
import { historyDetailsSchema } from './history-details.js';
import {
  type HistoryRow,
  type InstalmentRow,
  loanEndings,
  type LoanRow,
  transferKinds,
  type TransferRow,
  transferStatuses,
} from './loan-statements.js';

/** A loan at the API; amounts in minor units. */
export const loanSchema = z
  .strictObject({
    id: publicIdTextSchema('loan'),
    account: publicIdTextSchema('acc'),
    status: z.enum(loanStatuses).meta({ examples: ['active'] }),
    ending: z
      .enum(loanEndings)
      .nullable()
      .meta({ examples: [null] })
      .describe('How it ended; null while it runs'),
    principal: moneySchema,
    principalOwed: z.strictObject({ value: z.int().min(0), currency: currencySchema }),
    ratePercent: z.number().describe('Nominal, percent a year'),
    aprPercent: z.number().describe('Effective, percent a year, to one decimal'),
    agreementHash: hashSchema,
    agreementPdfHash: hashSchema.nullable().describe('SHA-256 of the agreement as PDF'),
    drawnOn: daySchema,
    daysPastDue: z.int().meta({ examples: [0] }),
    bucket: z.enum(arrearsBuckets).describe('How late it is, in days'),
    collectionsPausedUntil: daySchema.nullable().meta({ examples: [null] }),
    isVulnerable: z
      .boolean()
      .meta({ examples: [false] })
      .describe('That the customer is vulnerable: what they have missed is left to people'),
    plan: z.int().describe('How often the plan was changed, plus 1'),
    instalments: z.array(z.strictObject({ ...instalmentShape, paidMinor: z.int().meta({ examples: [0] }) })),
    updatedAt: timeSchema,
  })
  .meta({ id: 'Loan' });
export type LoanView = z.infer<typeof loanSchema>;

export const loanListSchema = z.strictObject({ items: z.array(loanSchema) }).meta({ id: 'LoanList' });

export function viewLoan(row: LoanRow, instalments: readonly InstalmentRow[]): LoanView {
  const { currency } = row;
  return {
    id: publicId('loan', row.id),
    account: publicId('acc', row.account_id),
    status: row.status,
    ending: row.ending,
    principal: { value: Number(row.principal_minor), currency },
    principalOwed: { value: Number(row.principal_owed_minor), currency },
    ratePercent: percent(row.annual_rate, 4),
    aprPercent: percent(row.apr, 1),
    agreementHash: row.agreement_hash,
    agreementPdfHash: row.agreement_pdf_hash,
    drawnOn: row.drawn_on,
    daysPastDue: row.days_past_due,
    bucket: row.bucket,
    collectionsPausedUntil: row.collections_paused_until,
    isVulnerable: row.is_vulnerable,
    plan: row.plan,
    instalments: instalments.map((each) => ({
      number: each.number,
      dueOn: each.due_on,
      paymentMinor: Number(each.payment_minor),
      interestMinor: Number(each.interest_minor),
      principalMinor: Number(each.principal_minor),
      paidMinor: Number(each.paid_minor),
    })),
    updatedAt: row.updated_at.toISOString(),
  };
}

export const statementSchema = z
  .strictObject({
    loan: loanSchema,
    transfers: z.array(
      z.strictObject({
        id: publicIdTextSchema('ltr'),
        kind: z.enum(transferKinds),
        status: z.enum(transferStatuses),
        amountMinor: z.int().describe('What was asked for'),
        movedMinor: z.int().describe('What has moved: of a collection also less'),
        refusal: z
          .string()
          .nullable()
          .meta({ examples: [null] })
          .describe('Why no money moved'),
        on: daySchema,
      }),
    ),
    history: z.array(
      z.strictObject({
        event: z.enum(loanChanges).meta({ examples: ['payment_holiday'] }),
        actor: z
          .string()
          .meta({ examples: ['anna'] })
          .describe('`customer`, `ledger`, or the subject of who did it'),
        details: historyDetailsSchema,
        at: timeSchema,
      }),
    ),
  })
  .meta({ id: 'LoanStatement' });
export type StatementView = z.infer<typeof statementSchema>;

export function viewStatement(
  loan: LoanView,
  transfers: readonly TransferRow[],
  history: readonly HistoryRow[],
): StatementView {
  return {
    loan,
    transfers: transfers.map((each) => ({
      id: publicId('ltr', each.id),
      kind: each.kind,
      status: each.status,
      amountMinor: Number(each.amount_minor),
      movedMinor: Number(each.moved_minor),
      refusal: each.refusal,
      on: each.business_date,
    })),
    history: history.map(({ event, actor, details, at }) => ({
      event,
      actor,
      details,
      at: at.toISOString(),
    })),
  };
}

function percent(rate: string, decimals: number): number {
  return new Exact(rate).times(100).toDecimalPlaces(decimals).toNumber();
}
