import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { AccountOwners } from '@paymo/accounts';
import { type Caller, Database, publicId, type Statement } from '@paymo/platform';
import { HoldsReader } from '../holds/holds.reader.js';
import type { Payment } from './payment.entity.js';
import type { PaymentView } from './payment-view.js';

/** What can be asked for with a payment, so that a screen takes one request. */
export const expandQuery = z.strictObject({
  expand: z
    .string()
    .regex(/^(payee|hold)(,(payee|hold))?$/, 'must be payee, hold or both, with a comma')
    .optional(),
});

/** A contact's name is its owner's word; that of an account is told to those who have paid it. */
const readPayeeName: Statement = {
  name: 'read_expanded_payee',
  text: `
    SELECT coalesce(
      (SELECT name FROM contacts WHERE owner = $1 AND account_id = $2 ORDER BY id LIMIT 1),
      CASE WHEN $3::boolean THEN (SELECT name FROM accounts WHERE id = $2) END) AS name`,
};

/** Reads what belongs to a payment beside itself. */
@Injectable()
export class PaymentExpansion {
  constructor(
    private readonly database: Database,
    private readonly holds: HoldsReader,
    private readonly owners: AccountOwners,
  ) {}

  async of(caller: Caller, payment: Payment, expand: string): Promise<NonNullable<PaymentView['expanded']>> {
    const wanted = new Set(expand.split(','));
    return {
      ...(wanted.has('payee') && { payee: await this.payee(caller, payment) }),
      ...(wanted.has('hold') && { hold: await this.hold(caller, payment) }),
    };
  }

  private async payee({ subject }: Caller, { payeeId, status }: Payment) {
    const values = [subject, payeeId, status === 'settled'];
    const [row] = await this.database.query<{ name: string | null }>(readPayeeName, values);
    return { account: publicId('acc', payeeId), name: row?.name ?? null };
  }

  /** The payer's alone: a payee never learns that a payment was held. */
  private async hold(caller: Caller, payment: Payment) {
    if (!(await this.owners.reaches(caller, payment.payerId))) return null;
    return (await this.holds.of(payment)) ?? null;
  }
}
