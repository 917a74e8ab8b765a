import { z } from 'zod';
import { moneySchema } from '@paymo/contracts';
import { publicId, publicIdTextSchema, timeSchema } from '@paymo/platform';

/** One movement of money into or out of an account. Reservations are none: nothing has moved yet. */
export interface Entry {
  readonly id: string;
  readonly kind: (typeof entryKinds)[number];
  readonly isOut: boolean;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly counterpartyId: string;
  readonly counterpartyName: string;
  readonly paymentId: string | null;
  readonly reference: string | null;
  /** Ids of the ISO 20022 message that asked for the payment; undefined when none did. */
  readonly message: EntryMessage | undefined;
  readonly bookedAt: Date;
  /** The moment as Postgres writes it, to the microsecond. */
  readonly place: string;
}

export interface EntryMessage {
  readonly messageId: string;
  readonly paymentInformationId: string;
  readonly instructionId: string | null;
  readonly endToEndId: string;
  readonly uetr: string;
}

const entryKinds = ['payment', 'refund', 'loan', 'deposit', 'reimbursement'] as const;

const entryFields = {
  id: publicIdTextSchema('ent'),
  kind: z.enum(entryKinds),
  direction: z.enum(['in', 'out']),
  amount: moneySchema,
  counterparty: z.strictObject({ account: publicIdTextSchema('acc'), name: z.string() }),
  paymentId: publicIdTextSchema('pay').nullable(),
  reference: z
    .string()
    .nullable()
    .meta({ examples: ['Dinner'] }),
  bookedAt: timeSchema,
};

export const entrySchema = z.strictObject(entryFields).meta({ id: 'Entry' });
export const statementEntrySchema = z
  .strictObject({ ...entryFields, balance: z.int().describe('After the entry, in minor units') })
  .meta({ id: 'StatementEntry' });

export function viewEntry(entry: Entry): z.infer<typeof entrySchema> {
  return {
    id: publicId('ent', entry.id),
    kind: entry.kind,
    direction: entry.isOut ? 'out' : 'in',
    amount: { value: Number(entry.amountMinor), currency: entry.currency },
    counterparty: { account: publicId('acc', entry.counterpartyId), name: entry.counterpartyName },
    paymentId: entry.paymentId === null ? null : publicId('pay', entry.paymentId),
    reference: entry.reference,
    bookedAt: entry.bookedAt.toISOString(),
  };
}

/** What an entry adds to the balance. */
export function signedMinor({ isOut, amountMinor }: Pick<Entry, 'isOut' | 'amountMinor'>): bigint {
  return isOut ? -amountMinor : amountMinor;
}
