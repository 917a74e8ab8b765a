import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { PaymoError, publicId } from '@paymo/platform';
import { Payment } from './payment.entity.js';

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

const cursorSchema = z.strictObject({ account: z.uuid(), before: z.uuid() });

/** Reads payments for the API. */
@Injectable()
export class PaymentsReader {
  constructor(private readonly dataSource: DataSource) {}

  async one(id: string): Promise<Payment> {
    const payment = await this.dataSource.getRepository(Payment).findOneBy({ id });
    if (payment === null) throw new PaymoError('payment.not_found', `${publicId('pay', id)} does not exist.`);
    return payment;
  }

  /** Payments that an account paid or received, the newest first. */
  async list(accountId: string, limit: number, cursor: string | undefined): Promise<Page<Payment>> {
    const before = cursor === undefined ? undefined : readCursor(cursor, accountId);
    const query = this.dataSource
      .getRepository(Payment)
      .createQueryBuilder('p')
      .where('(p.payer_id = :accountId OR p.payee_id = :accountId)', { accountId })
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
