import { Injectable } from '@nestjs/common';
import { AccountOwners } from '@paymo/accounts';
import { type Caller, Cursors, Database, newId, type Page, PaymoError, publicId } from '@paymo/platform';
import { unknownAccount } from '../accounts/unknown-account.js';
import { fingerprint } from '../payments/idempotency.js';
import type { Rhythm } from './occurrences.js';
import * as sql from './standing-order-statements.js';

const ordersMax = 100;

export interface NewStandingOrder {
  readonly payer: string;
  readonly payee: string;
  readonly amount: { readonly value: number; readonly currency: string };
  readonly reference: string | null;
  readonly every: Rhythm;
  readonly firstOn: string;
  readonly lastOn: string | null;
}

/** What customers want to be paid again and again. The payments are made by `PayStandingOrders`. */
@Injectable()
export class StandingOrdersService {
  constructor(
    private readonly database: Database,
    private readonly owners: AccountOwners,
    private readonly cursors: Cursors,
  ) {}

  /**
   * The same key gives the same order again.
   *
   * @throws PaymoError when the account is not the caller's, the key belongs to another order, or there are too many
   */
  async create(caller: Caller, order: NewStandingOrder, key: string): Promise<sql.StandingOrderRow> {
    const { payer, payee, amount, reference, every, firstOn, lastOn } = order;
    if (!(await this.owners.reaches(caller, payer))) throw unknownAccount(payer);
    const fields = [payer, payee, amount.value, amount.currency, reference, every, firstOn, lastOn];
    const print = fingerprint(fields).toString('hex');
    const [made] = await this.database.query<sql.StandingOrderRow>(sql.insertStandingOrder, [
      newId(),
      key,
      print,
      caller.subject,
      ...fields,
      ordersMax,
    ]);
    if (made !== undefined) return made;
    const [before] = await this.database.query<sql.StandingOrderRow>(sql.readByKey, [key]);
    if (before === undefined)
      throw new PaymoError('conflict.too_many_standing_orders', `You may have ${ordersMax} at a time.`);
    if (before.fingerprint === print) return before;
    const detail = 'This key belongs to another standing order; use a fresh one.';
    throw new PaymoError('conflict.idempotency_key_reused', detail);
  }

  /** The newest first, those that are over too. */
  async list(
    { subject }: Caller,
    limit: number,
    cursor: string | undefined,
  ): Promise<Page<sql.StandingOrderRow>> {
    const list = ['standing-orders', subject];
    const [before = null] = await this.cursors.read(list, cursor);
    const values = [subject, before, limit + 1];
    const rows = await this.database.query<sql.StandingOrderRow>(sql.listStandingOrders, values);
    return this.cursors.page(list, rows, limit, ({ id }) => [id]);
  }

  async read({ subject }: Caller, id: string): Promise<sql.StandingOrderRow> {
    const [row] = await this.database.query<sql.StandingOrderRow>(sql.readStandingOrder, [subject, id]);
    if (row === undefined)
      throw new PaymoError('standing_order.not_found', `${publicId('sto', id)} does not exist.`);
    return row;
  }

  /** No payment is asked for from then on; one that is under way goes its way. Once more changes nothing. */
  async cancel(caller: Caller, id: string): Promise<sql.StandingOrderRow> {
    const values = [caller.subject, id];
    const [row] = await this.database.query<sql.StandingOrderRow>(sql.cancelStandingOrder, values);
    return row ?? this.read(caller, id);
  }
}
