import { z } from 'zod';
import { publicId, publicIdTextSchema, timeSchema } from '@paymo/platform';

export const challengeMsMax = 300_000;
export const wrongTriesMax = 3;

/** What a payer has to sign before a payment goes on. */
export interface Challenge {
  readonly id: string;
  readonly expiresAt: Date;
}

export const actionSchema = z
  .strictObject({
    challengeId: publicIdTextSchema('chl'),
    expiresAt: timeSchema,
    payload: z
      .string()
      .describe('For the device to sign as it is: says what is paid to whom')
      .meta({ examples: ['{"challengeId":"chl_…","paymentId":"pay_…"}'] }),
  })
  .meta({ id: 'PaymentAction' });
type ActionView = z.infer<typeof actionSchema>;

interface Signed {
  readonly id: string;
  readonly payeeId: string;
  readonly amountMinor: string;
  readonly currency: string;
}

/** The text that binds a challenge to its payment: payee, amount and currency cannot be others. */
export function payloadOf(payment: Signed, { id, expiresAt }: Challenge): string {
  return JSON.stringify({
    challengeId: publicId('chl', id),
    paymentId: publicId('pay', payment.id),
    payee: publicId('acc', payment.payeeId),
    amount: { value: Number(payment.amountMinor), currency: payment.currency },
    expiresAt: expiresAt.toISOString(),
  });
}

export function viewAction(payment: Signed, challenge: Challenge): ActionView {
  return {
    challengeId: publicId('chl', challenge.id),
    expiresAt: challenge.expiresAt.toISOString(),
    payload: payloadOf(payment, challenge),
  };
}
