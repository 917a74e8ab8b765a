import { z } from 'zod';
import { type PaymoError, problemOf } from '@paymo/platform';
import type { Answer } from '../payments/idempotency.js';
import { paymentViewSchema } from '../payments/payment-view.js';
import type { CreditTransfer, CreditTransferFile } from './credit-transfer-file.js';

const problemSchema = z
  .object({
    code: z.string().meta({ examples: ['account.not_found'] }),
    title: z.string().meta({ examples: ['An account of the payment does not exist'] }),
    detail: z.string(),
    paymentId: z.string().optional().describe('The payment that is kept as failed, where there is one'),
  })
  .meta({ id: 'TransferProblem' });

/** What became of a file: each transfer in its order, as a payment or with what was wrong. */
export const paymentFileViewSchema = z
  .strictObject({
    messageId: z.string().meta({ examples: ['SALARIES-2026-11'] }),
    accepted: z.int().describe('Transfers that became payments'),
    refused: z.int(),
    items: z.array(
      z.strictObject({
        paymentInformationId: z.string(),
        instructionId: z.string().nullable(),
        endToEndId: z.string(),
        payment: paymentViewSchema.nullable(),
        problem: problemSchema.nullable(),
      }),
    ),
  })
  .meta({ id: 'PaymentFileResult' });
export type PaymentFileView = z.infer<typeof paymentFileViewSchema>;

/** What one transfer was answered with, or refused by. */
export type TransferResult = { readonly answer: Answer } | { readonly error: PaymoError };

export function viewFile(
  { messageId, transfers }: CreditTransferFile,
  results: readonly TransferResult[],
  requestId: string,
): PaymentFileView {
  const items = transfers.map((transfer, index) => viewTransfer(transfer, results[index], requestId));
  const refused = items.filter(({ payment }) => payment === null).length;
  return { messageId, accepted: items.length - refused, refused, items };
}

function viewTransfer(
  { paymentInformationId, instructionId, endToEndId }: CreditTransfer,
  result: TransferResult | undefined,
  requestId: string,
): PaymentFileView['items'][number] {
  if (result === undefined) throw new Error('every transfer has a result');
  const ids = { paymentInformationId, instructionId, endToEndId };
  if ('error' in result) {
    return { ...ids, payment: null, problem: problemSchema.parse(problemOf(result.error, requestId)) };
  }
  const body: unknown = JSON.parse(result.answer.body);
  return result.answer.status < 400
    ? { ...ids, payment: paymentViewSchema.parse(body), problem: null }
    : { ...ids, payment: null, problem: problemSchema.parse(body) };
}
