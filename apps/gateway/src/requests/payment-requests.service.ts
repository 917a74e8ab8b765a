import { Injectable } from '@nestjs/common';
import {
  type Caller,
  Cursors,
  Database,
  newId,
  type Page,
  PaymoError,
  publicId,
  type Statement,
  type Transaction,
} from '@paymo/platform';
import { fingerprint } from '../payments/idempotency.js';
import { unknownAccount } from '../payments/refusals.js';
import { requestStatus, type Side } from './request-status.js';
import * as sql from './request-statements.js';

/** Requests that are made together: each asks one person to pay into one account of the requester's. */
export interface Asking {
  readonly payeeId: string;
  readonly currency: string;
  readonly reference: string | null;
  readonly expiresInDays: number;
  readonly shares: readonly { readonly payerId: string; readonly amountMinor: number }[];
}

/** Who asks whom for what, and what became of it. Only the two of them can see a request. */
@Injectable()
export class PaymentRequestsService {
  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
  ) {}

  /**
   * Makes requests, all or none. The same key makes the same ones once.
   *
   * @throws PaymoError when an account is none that can pay or be paid, or the key made other requests
   */
  async create({ subject }: Caller, asking: Asking, key: string): Promise<sql.RequestRow[]> {
    const { payeeId, currency, reference, shares, expiresInDays } = asking;
    const owners = await this.ownersOf(subject, asking);
    const parts = shares.flatMap(({ payerId, amountMinor }) => [payerId, amountMinor]);
    const print = fingerprint([payeeId, currency, reference, expiresInDays, ...parts]);
    const keys = shares.map((_, index) => `${key} ${String(index).padStart(2, '0')}`);
    const rows = await this.database.transaction((transaction) => {
      transaction.write(sql.insertRequests, [
        shares.map(() => newId()),
        owners,
        shares.map(({ payerId }) => payerId),
        shares.map(({ amountMinor }) => amountMinor),
        keys,
        subject,
        payeeId,
        currency,
        reference,
        `\\x${print.toString('hex')}`,
        expiresInDays,
      ]);
      return transaction.query<sql.RequestRow>(sql.readCreated, [keys]);
    });
    if (rows.every((row) => row.fingerprint.equals(print))) return rows;
    const detail = 'Use a fresh key; this one belongs to requests with another body.';
    throw new PaymoError('conflict.idempotency_key_reused', detail);
  }

  /** Requests on one side of which the caller is, the newest first. */
  async list(
    { subject }: Caller,
    side: Side,
    limit: number,
    cursor: string | undefined,
  ): Promise<Page<sql.RequestRow>> {
    const statement = side === 'payer' ? sql.listAsPayer : sql.listAsRequester;
    const list = ['payment-requests', subject, side];
    const [before = null] = await this.cursors.read(list, cursor);
    const rows = await this.database.query<sql.RequestRow>(statement, [subject, before, limit + 1]);
    return this.cursors.page(list, rows, limit, ({ id }) => [id]);
  }

  /**
   * Reserves an open request for one payment. The same key reserves the same payment again.
   *
   * @returns the request and the id that its payment shall have
   */
  async reserve(
    caller: Caller,
    id: string,
    key: string,
  ): Promise<{ request: sql.RequestRow; paymentId: string }> {
    return this.database.transaction(async (transaction) => {
      const request = await lock(transaction, sql.readAsPayer, caller, id);
      if (request.payment_key === key && request.payment_id !== null) {
        return { request, paymentId: request.payment_id };
      }
      assertOpen(request, 'payer');
      const paymentId = newId();
      transaction.write(sql.reservePayment, [id, paymentId, key]);
      return { request, paymentId };
    });
  }

  async decline(caller: Caller, id: string): Promise<sql.RequestRow> {
    return this.close(caller, id, 'payer');
  }

  /** A payment that is under way goes on, and makes the request a paid one when it settles. */
  async cancel(caller: Caller, id: string): Promise<sql.RequestRow> {
    return this.close(caller, id, 'requester');
  }

  /** @throws PaymoError `limit.reminders` beyond one a day and three in all */
  async remind(caller: Caller, id: string): Promise<sql.RequestRow> {
    return this.database.transaction(async (transaction) => {
      const request = await lock(transaction, sql.readAsRequester, caller, id);
      assertOpen(request, 'requester');
      const reminded = await transaction.query(sql.remindOfRequest, [id]);
      if (reminded.length > 0)
        return { ...request, reminders: request.reminders + 1, reminded_at: new Date() };
      const detail =
        'A request can be reminded of once a day, from its second day on, and three times in all.';
      throw new PaymoError('limit.reminders', detail);
    });
  }

  /** Hides all requests of a request's requester from its payer; the requester is not told. */
  async block(caller: Caller, id: string): Promise<void> {
    await this.database.transaction(async (transaction) => {
      const request = await lock(transaction, sql.readAsPayer, caller, id);
      const values = [newId(), caller.subject, request.requester, request.payee_name];
      transaction.write(sql.insertBlock, values);
    });
  }

  blocks({ subject }: Caller): Promise<sql.BlockRow[]> {
    return this.database.query<sql.BlockRow>(sql.readBlocks, [subject]);
  }

  async unblock({ subject }: Caller, id: string): Promise<void> {
    const rows = await this.database.query(sql.deleteBlock, [subject, id]);
    if (rows.length === 0) throw new PaymoError('block.not_found', `${publicId('blk', id)} does not exist.`);
  }

  private async close(caller: Caller, id: string, side: Side): Promise<sql.RequestRow> {
    const closedAs = side === 'payer' ? 'declined' : 'cancelled';
    const statement = side === 'payer' ? sql.readAsPayer : sql.readAsRequester;
    return this.database.transaction(async (transaction) => {
      const request = await lock(transaction, statement, caller, id);
      if (requestStatus(factsOf(request), side) !== closedAs) assertOpen(request, side);
      transaction.write(sql.closeRequest, [id, closedAs]);
      return { ...request, closed_as: closedAs };
    });
  }

  /** The people whose accounts are asked, in the order of the shares. */
  private async ownersOf(subject: string, { payeeId, currency, shares }: Asking): Promise<string[]> {
    const ids = [payeeId, ...shares.map(({ payerId }) => payerId)];
    const rows = await this.database.query<sql.AccountRow>(sql.readAccounts, [ids]);
    const accounts = new Map(rows.map((row) => [row.id, row]));
    if (accounts.get(payeeId)?.owner !== subject) throw unknownAccount('payee', payeeId);
    return ids
      .map((id, index) => {
        const side = index === 0 ? 'payee' : 'payer';
        const account = accounts.get(id);
        if (account?.owner == null || (side === 'payer' && account.owner === subject)) {
          throw unknownAccount(side, id);
        }
        if (account.is_closed) throw new PaymoError('account.closed', `${publicId('acc', id)} is closed.`);
        if (account.currency === currency) return account.owner;
        const detail = `${publicId('acc', id)} holds another currency.`;
        throw new PaymoError('payment.currency_mismatch', detail);
      })
      .slice(1);
  }
}

export function factsOf(row: sql.RequestRow) {
  return { payment: row.payment, closedAs: row.closed_as, isExpired: row.is_expired };
}

/** Locks first and reads then, so that what is read is what the one before left. */
async function lock(
  transaction: Transaction,
  read: Statement,
  { subject }: Caller,
  id: string,
): Promise<sql.RequestRow> {
  const [, [row]] = await Promise.all([
    transaction.query(sql.lockRequest, [id]),
    transaction.query<sql.RequestRow>(read, [subject, id]),
  ]);
  if (row !== undefined) return row;
  throw new PaymoError('payment_request.not_found', `${publicId('req', id)} does not exist.`);
}

function assertOpen(row: sql.RequestRow, side: Side): void {
  const status = requestStatus(factsOf(row), side);
  if (status === 'open') return;
  throw new PaymoError('conflict.payment_request_closed', `${publicId('req', row.id)} is ${status}.`);
}
