import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { type Caller, PaymoError, publicId } from '@paymo/platform';
import { AccountOwners } from '@paymo/accounts';
import { Payment } from './payment.entity.js';

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

const cursorSchema = z.strictObject({ account: z.uuid(), before: z.uuid() });

/** Reads payments for the API. */
@Injectable()
export class PaymentsReader {
  constructor(
    private readonly dataSource: DataSource,
    private readonly owners: AccountOwners,
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
    if (!(await this.owners.reaches(caller, accountId))) {
      throw new PaymoError('account.unknown', `${publicId('acc', accountId)} does not exist.`);
    }
    const before = cursor === undefined ? undefined : readCursor(cursor, accountId);
    const query = this.dataSource
      .getRepository(Payment)
      .createQueryBuilder('p')
      .where(`(p.payer_id = :accountId OR p.payee_id = :accountId AND p.status = 'settled')`, { accountId })
      .orderBy('p.id', 'DESC')
      .limit(limit + 1);
    if (before !== undefined) query.andWhere('p.id < :before', { before });
    const found = await query.getMany();
    const items = found.slice(0, limit);
    const last = items.at(-1);
    const hasMore = found.length > limit && last !== undefined;
    return { items, nextCursor: hasMore ? writeCursor(accountId, last.id) : null };
  }
}

export function unknownPayment(id: string): PaymoError {
  return new PaymoError('payment.not_found', `${publicId('pay', id)} does not exist.`);
}

function writeCursor(account: string, before: string): string {
  return Buffer.from(JSON.stringify({ account, before })).toString('base64url');
}

function readCursor(cursor: string, accountId: string): string {
  try {
    const { account, before } = cursorSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    if (account === accountId) return before;
  } catch {
    // Told below: the caller can do the same about both.
  }
  const detail = 'is not a cursor of this list; begin again without it';
  throw new PaymoError('request.invalid', `cursor ${detail}`, {
    errors: [{ pointer: '/query/cursor', detail }],
  });
}
