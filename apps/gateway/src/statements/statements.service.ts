import { Injectable } from '@nestjs/common';
import { type Caller, Cursors, Database, type Page, PaymoError } from '@paymo/platform';
import { AccountsService } from '../accounts/accounts.service.js';
import type { Entry, EntryMessage } from './entry.js';
import * as sql from './entry-statements.js';
import { type AccountStatement, statementOf, type StatementPeriod } from './statement.js';

const entriesMax = 5000;
const dayMs = 86_400_000;
const newest = ['infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff'];

/** Reads what has moved into and out of accounts. */
@Injectable()
export class StatementsService {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountsService,
    private readonly cursors: Cursors,
  ) {}

  /** Entries of an account, the newest first. */
  async entries(
    caller: Caller,
    accountId: string,
    limit: number,
    cursor: string | undefined,
  ): Promise<Page<Entry>> {
    await this.accounts.read(caller, accountId);
    const list = ['entries', accountId];
    const [place = '', id = ''] = cursor === undefined ? newest : await this.cursors.read(list, cursor);
    const rows = await this.database.query<sql.EntryRow>(sql.entriesBefore, [
      accountId,
      place,
      id,
      limit + 1,
    ]);
    return this.cursors.page(list, rows.map(toEntry), limit, (entry) => [entry.place, entry.id]);
  }

  /** @throws PaymoError `request.invalid` when the period has more entries than a statement holds */
  async statement(caller: Caller, accountId: string, period: StatementPeriod): Promise<AccountStatement> {
    const { name, currency } = await this.accounts.read(caller, accountId);
    const from = new Date(period.from);
    const end = new Date(Date.parse(period.to) + dayMs);
    const [[balance], rows] = await this.database.snapshot((moment) =>
      Promise.all([
        moment.query<{ opening: string }>(sql.readOpening, [accountId, from]),
        moment.query<sql.EntryRow>(sql.entriesOfPeriod, [accountId, from, end, entriesMax + 1]),
      ]),
    );
    if (balance === undefined) throw new Error('an account that was read has a balance');
    if (rows.length > entriesMax) throw tooLong();
    const openingMinor = BigInt(balance.opening);
    return statementOf(
      { ...period, accountId, accountName: name, currency, openingMinor },
      rows.map(toEntry),
    );
  }
}

function toEntry(row: sql.EntryRow): Entry {
  return {
    id: row.id,
    kind: row.kind,
    isOut: row.is_out,
    amountMinor: BigInt(row.amount_minor),
    currency: row.currency,
    counterpartyId: row.counterparty_id,
    counterpartyName: row.counterparty_name,
    paymentId: row.payment_id,
    reference: row.reference,
    message: messageOf(row),
    bookedAt: row.created_at,
    place: row.place,
  };
}

function messageOf(row: sql.EntryRow): EntryMessage | undefined {
  const {
    message_id: messageId,
    payment_information_id: paymentInformationId,
    end_to_end_id: endToEndId,
  } = row;
  if (messageId === null || paymentInformationId === null || endToEndId === null || row.uetr === null) {
    return undefined;
  }
  return { messageId, paymentInformationId, instructionId: row.instruction_id, endToEndId, uetr: row.uetr };
}

function tooLong(): PaymoError {
  const detail = `a statement holds ${entriesMax} entries; choose a shorter period`;
  return new PaymoError('request.invalid', `from: ${detail}`, {
    errors: [{ pointer: '/query/from', detail }],
  });
}
