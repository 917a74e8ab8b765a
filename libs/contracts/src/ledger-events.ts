import { z } from 'zod';
import { defineEvent, type EventData } from './define-event.js';
import { amountMinorMax, currencySchema, moneySchema } from './money.js';

const transferDirections = ['to-customer', 'from-customer'] as const;

export const ledgerTransferRequested = defineEvent({
  type: 'paymo.ledger.transfer-requested.v1',
  topic: 'ledger.transfer-requested',
  meaning:
    "A service of the bank asks the ledger's owner to move money between a customer and its own account.",
  schema: z.object({
    /** Chosen by the service that asks; the same id moves money once. */
    transferId: z.uuid(),
    accountId: z.uuid(),
    direction: z.enum(transferDirections),
    amount: moneySchema,
    /** Whether a part is taken where a customer has less; otherwise all or nothing. */
    takesPart: z.boolean(),
    /** What it is about, such as a loan, and why. */
    subjectId: z.uuid(),
    purpose: z.string(),
    requestedAtMs: z.int(),
  }),
  key: (data) => data.accountId,
});
export type LedgerTransferRequested = EventData<typeof ledgerTransferRequested>;

export const ledgerTransferCompleted = defineEvent({
  type: 'paymo.ledger.transfer-completed.v1',
  topic: 'ledger.transfer-completed',
  meaning: 'What became of a request.',
  schema: z.object({
    transferId: z.uuid(),
    accountId: z.uuid(),
    subjectId: z.uuid(),
    outcome: z.enum(['applied', 'refused']),
    /** Minor units that moved: 0 when refused, and at most what was asked for. */
    movedMinor: z.int().min(0).max(amountMinorMax),
    currency: currencySchema,
    /** The ledger's reason, such as `account_closed`; null when applied. */
    refusal: z.string().nullable(),
    completedAtMs: z.int(),
  }),
  key: (data) => data.accountId,
});
export type LedgerTransferCompleted = EventData<typeof ledgerTransferCompleted>;
