import { Injectable } from '@nestjs/common';
import {
  type Caller,
  Database,
  newId,
  PaymoError,
  publicId,
  type Statement,
  type Transaction,
} from '@paymo/platform';
import { AccountOwners } from '@paymo/accounts';
import { unknownPayment } from '../payments/payments.reader.js';
import type { Payment } from '../payments/payment.entity.js';
import type { PaymentStatus } from '../payments/payment-status.js';

/** A payment that gives back, from the original's payee to its payer. */
export interface Refund {
  readonly paymentId: string;
  readonly payerId: string;
  readonly payeeId: string;
  readonly amountMinor: number;
  readonly currency: string;
}

interface OriginalRow {
  readonly payer_id: string;
  readonly payee_id: string;
  readonly amount_minor: string;
  readonly currency: string;
  readonly status: PaymentStatus;
  readonly type: Payment['type'];
}

interface RefundRow {
  readonly payment_id: string;
  readonly amount_minor: string;
  readonly key: string;
  readonly is_old: boolean;
  /** Null while the refund was reserved and its payment not yet accepted. */
  readonly status: PaymentStatus | null;
}

const lockOriginal: Statement = {
  name: 'lock_original',
  text: 'SELECT payer_id, payee_id, amount_minor, currency, status, type FROM payments WHERE id = $1 FOR NO KEY UPDATE',
};

/**
 * A request that reserved a refund has ended long before its reservation is old. What the bank has reimbursed is not
 * for the payee to give to the payer again.
 */
const readRefunds: Statement = {
  name: 'read_refunds',
  text: `
    SELECT r.payment_id, r.amount_minor, r.key, r.reserved_at < now() - interval '1 hour' AS is_old, p.status
    FROM refunds r LEFT JOIN payments p ON p.id = r.payment_id WHERE r.original_id = $1
    UNION ALL
    SELECT reimbursement_id, reimbursed_minor, 'claim ' || id, false, 'settled' FROM fraud_claims
    WHERE payment_id = $1 AND reimbursement_id IS NOT NULL`,
};

const insertRefund: Statement = {
  name: 'insert_refund',
  text: `
    INSERT INTO refunds (payment_id, original_id, amount_minor, key, reserved_at) VALUES ($1, $2, $3, $4, now())
    ON CONFLICT (key) DO UPDATE SET reserved_at = now()`,
};

const notRefundable: Partial<Record<Payment['type'], string>> = {
  payout: 'A loan is given back by a repayment or a withdrawal.',
  reimbursement: 'The bank has decided the claim; tell it if that was wrong.',
};

/** Sees to it that the refunds of a payment never pass it, however many ask at once. */
@Injectable()
export class RefundsService {
  constructor(
    private readonly database: Database,
    private readonly owners: AccountOwners,
  ) {}

  /**
   * Reserves a part of a settled payment for one refund. The same key reserves the same refund again.
   *
   * @param amountMinor null for all that is left
   * @throws PaymoError when the payment is not the caller's to refund, has not settled, or less of it is left
   */
  async reserve(
    caller: Caller,
    originalId: string,
    amountMinor: number | null,
    key: string,
  ): Promise<Refund> {
    return this.database.transaction(async (transaction) => {
      const [original] = await transaction.query<OriginalRow>(lockOriginal, [originalId]);
      if (original === undefined || !(await this.owners.reaches(caller, original.payee_id))) {
        throw unknownPayment(originalId);
      }
      if (original.status !== 'settled') {
        const isOwn = await this.owners.reaches(caller, original.payer_id);
        if (!isOwn) throw unknownPayment(originalId);
        throw new PaymoError('conflict.payment_not_settled', `The payment is ${original.status}.`);
      }
      const reason = notRefundable[original.type];
      if (reason !== undefined) throw new PaymoError('payment.not_refundable', reason);
      return reserveLocked(transaction, { original, originalId, amountMinor, key });
    });
  }
}

interface Request {
  readonly original: OriginalRow;
  readonly originalId: string;
  readonly amountMinor: number | null;
  readonly key: string;
}

async function reserveLocked(
  transaction: Transaction,
  { original, originalId, amountMinor, key }: Request,
): Promise<Refund> {
  const rows = await transaction.query<RefundRow>(readRefunds, [originalId]);
  const same = rows.find((row) => row.key === key);
  const left = rows
    .filter((row) => row !== same && isCounted(row))
    .reduce((sum, row) => sum - Number(row.amount_minor), Number(original.amount_minor));
  const wanted = same === undefined ? (amountMinor ?? left) : sameAmount(same, amountMinor);
  if (wanted > left || left === 0) {
    const money = `${left} of ${original.amount_minor} minor units`;
    throw new PaymoError(
      'payment.refund_too_large',
      `Of ${publicId('pay', originalId)} ${money} can be refunded.`,
    );
  }
  const paymentId = same?.payment_id ?? newId();
  if (same?.status == null) transaction.write(insertRefund, [paymentId, originalId, wanted, key]);
  return {
    paymentId,
    payerId: original.payee_id,
    payeeId: original.payer_id,
    amountMinor: wanted,
    currency: original.currency,
  };
}

function sameAmount(same: RefundRow, amountMinor: number | null): number {
  const reserved = Number(same.amount_minor);
  if (amountMinor === null || amountMinor === reserved) return reserved;
  const detail = 'This key belongs to a refund of another amount; use a fresh one.';
  throw new PaymoError('conflict.idempotency_key_reused', detail);
}

/** Refunds whose payment came to nothing, or was never asked for, count no more. */
function isCounted({ status, is_old }: RefundRow): boolean {
  if (status === null) return !is_old;
  return status === 'submitted' || status === 'held' || status === 'settled';
}
