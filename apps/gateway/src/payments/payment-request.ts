import { z } from 'zod';
import { moneySchema, requestedPaymentTypes, sandboxEffects, sandboxPayee } from '@paymo/contracts';
import { PaymoError, publicId, publicIdSchema, plainTextSchema, textSchema } from '@paymo/platform';

const payeeWords = `On sandboxes these payees bring a payment into a state: ${sandboxEffects
  .map((effect) => `${publicId('acc', sandboxPayee(effect, 'GBP'))} (${effect})`)
  .join(', ')}`;

export const paymentRequestSchema = z.strictObject({
  payer: publicIdSchema('acc'),
  payee: publicIdSchema('acc').describe(payeeWords),
  amount: moneySchema,
  type: z.enum(requestedPaymentTypes).default('transfer'),
  reference: plainTextSchema(140).nullable().default(null),
  /** The app's name for the device that it runs on; scoring compares it with the customer's earlier ones. */
  deviceId: textSchema(128).nullable().default(null),
  /** A fresh check of the payee's name; it is kept with the payment. */
  payeeCheckId: publicIdSchema('chk').nullable().default(null),
  /** A fresh quote for this very payment, and the acknowledgement of its warning; they are kept with the payment. */
  quoteId: publicIdSchema('quo').nullable().default(null),
  acknowledgementId: publicIdSchema('ack').nullable().default(null),
});
export type PaymentRequest = z.infer<typeof paymentRequestSchema>;

/** What a payment quotes that nobody was told anything about before. */
export const noEvidence = { payeeCheckId: null, quoteId: null, acknowledgementId: null };

/** Whether a payment quotes anything that its payer was told. */
export function quotes({ payeeCheckId, quoteId, acknowledgementId }: PaymentRequest): boolean {
  return payeeCheckId !== null || quoteId !== null || acknowledgementId !== null;
}

const waitMsDefault = 1000;
const waitMsMax = 10_000;

/** Milliseconds that the caller is ready to wait for the decision: `Prefer: wait=<ms>`, 1,000 when absent. */
export function waitMsOf(prefer: string | undefined): number {
  const given = /(?:^|[,;\s])wait=(\d{1,6})\b/.exec(prefer ?? '')?.[1];
  return given === undefined ? waitMsDefault : Math.min(Number(given), waitMsMax);
}

/** The event time that a sandbox lets the caller choose. */
export function eventTimeOf(header: string | undefined, isSandbox: boolean, now: Date): Date {
  if (header === undefined || !isSandbox) return now;
  const time = new Date(header);
  if (Number.isNaN(time.getTime())) throw wrongHeader('Paymo-Event-Time', 'must be an RFC 3339 time');
  return time;
}

const addressPattern = /^[0-9a-f.:]{2,45}$/i;

/** Where the request came from: the connection's address, or what a sandbox lets the caller say. */
export function clientAddressOf(
  header: string | undefined,
  isSandbox: boolean,
  connectionAddress: string,
): string | null {
  if (!isSandbox) return connectionAddress;
  if (header === undefined) return null;
  if (!addressPattern.test(header)) throw wrongHeader('Paymo-Client-Address', 'must be an IP address');
  return header.toLowerCase();
}

function wrongHeader(name: string, detail: string): PaymoError {
  return new PaymoError('request.invalid', `${name} ${detail}`, {
    errors: [{ pointer: `/headers/${name.toLowerCase()}`, detail }],
  });
}
