import { z } from 'zod';
import { moneySchema } from '@paymo/contracts';
import { timeSchema } from '@paymo/platform';
import { daySchema } from '../answer-fields.js';
import { orderedKinds } from './loan-statements.js';
import type { SettlementFigure } from './settlement-figure.js';

/** Money that the ledger was asked to move. */
export const orderSchema = z
  .strictObject({
    kind: z.enum(orderedKinds),
    amount: moneySchema,
    on: daySchema,
    status: z.enum(['requested']),
  })
  .meta({ id: 'LoanTransferOrder' });
export type OrderView = z.infer<typeof orderSchema>;

export const settlementSchema = z
  .strictObject({
    on: daySchema,
    validUntil: timeSchema.describe('The end of the day in UTC'),
    figureMinor: z.int().describe('What ends the loan'),
    principalMinor: z.int(),
    interestMinor: z.int(),
  })
  .meta({ id: 'LoanSettlement' });
export type SettlementView = z.infer<typeof settlementSchema>;

export function viewSettlement(figure: SettlementFigure): SettlementView {
  return {
    on: figure.on,
    validUntil: `${figure.on}T23:59:59Z`,
    figureMinor: Number(figure.figureMinor),
    principalMinor: Number(figure.principalMinor),
    interestMinor: Number(figure.interestMinor),
  };
}

export const complaintSchema = z
  .strictObject({ event: z.enum(['complaint']), at: timeSchema })
  .meta({ id: 'LoanComplaint' });
export type ComplaintView = z.infer<typeof complaintSchema>;
