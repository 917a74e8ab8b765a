import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Caller, Cursors, type Page, PaymoError, publicId } from '@paymo/platform';
import { AccountOwners } from '@paymo/accounts';
import { unknownAccount } from '../accounts/unknown-account.js';
import { Payment } from './payment.entity.js';

/** Reads payments for the API. */
@Injectable()
export class PaymentsReader {
  constructor(
    private readonly dataSource: DataSource,
    private readonly owners: AccountOwners,
    private readonly cursors: Cursors,
  ) {}

  /** A payment that the caller sent, or received: a payee learns of a payment when it has settled, not before. */
  async one(caller: Caller, id: string): Promise<Payment> {
    const payment = await this.dataSource.getRepository(Payment).findOneBy({ id });
    if (payment !== null && (await this.owners.reaches(caller, payment.payerId))) return payment;
    if (payment?.status === 'settled' && (await this.owners.reaches(caller, payment.payeeId))) return payment;
    throw unknownPayment(id);
  }

  /** A payment that the caller sent. */
  async sent(caller: Caller, id: string): Promise<Payment> {
    const payment = await this.dataSource.getRepository(Payment).findOneBy({ id });
    if (payment !== null && (await this.owners.reaches(caller, payment.payerId))) return payment;
    throw unknownPayment(id);
  }

  /** Payments that an account sent or received, the newest first. */
  async list(
    caller: Caller,
    accountId: string,
    limit: number,
    cursor: string | undefined,
  ): Promise<Page<Payment>> {
    if (!(await this.owners.reaches(caller, accountId))) throw unknownAccount(accountId);
    const list = ['payments', accountId];
    const [before] = await this.cursors.read(list, cursor);
    const query = this.dataSource
      .getRepository(Payment)
      .createQueryBuilder('p')
      .where(`(p.payer_id = :accountId OR p.payee_id = :accountId AND p.status = 'settled')`, { accountId })
      .orderBy('p.id', 'DESC')
      .limit(limit + 1);
    if (before !== undefined) query.andWhere('p.id < :before', { before });
    const found = await query.getMany();
    return this.cursors.page(list, found, limit, ({ id }) => [id]);
  }
}

export function unknownPayment(id: string): PaymoError {
  return new PaymoError('payment.not_found', `${publicId('pay', id)} does not exist.`);
}
