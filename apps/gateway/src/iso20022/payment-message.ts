import type { SqlValue, Statement } from '@paymo/platform';
import { uetrOf } from './uetr.js';

/** What an ISO 20022 message said of a payment beside its parties and money. */
export interface PaymentMessage {
  readonly messageId: string;
  readonly paymentInformationId: string;
  readonly instructionId: string | null;
  readonly endToEndId: string;
  readonly uetr: string | null;
  readonly purpose: string | null;
  readonly debtorName: string | null;
  readonly creditorName: string | null;
}

export const enterMessages: Statement = {
  name: 'enter_payment_messages',
  text: `
    INSERT INTO payment_messages (payment_id, message_id, payment_information_id, instruction_id, end_to_end_id, uetr,
      purpose, debtor_name, creditor_name)
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::text[], $8::text[],
      $9::text[])`,
};

/** The values of `enterMessages`. */
export function messageValues(
  entered: readonly (readonly [paymentId: string, PaymentMessage])[],
): SqlValue[] {
  return [
    entered.map(([id]) => id),
    entered.map(([, { messageId }]) => messageId),
    entered.map(([, { paymentInformationId }]) => paymentInformationId),
    entered.map(([, { instructionId }]) => instructionId),
    entered.map(([, { endToEndId }]) => endToEndId),
    entered.map(([id, { uetr }]) => uetr ?? uetrOf(id)),
    entered.map(([, { purpose }]) => purpose),
    entered.map(([, { debtorName }]) => debtorName),
    entered.map(([, { creditorName }]) => creditorName),
  ];
}
