import { Inject, Injectable } from '@nestjs/common';
import {
  type Caller,
  Cursors,
  Database,
  newId,
  type Page,
  PaymoError,
  publicId,
  reaches,
} from '@paymo/platform';
import { tellCustomers } from '../news/customer-news.js';
import { PaymentsReader } from '../payments/payments.reader.js';
import { claimDays, type GatewaySettings, SETTINGS } from '../settings.js';
import { claimDueAt } from './claim.js';
import * as sql from './claim-statements.js';

export interface Story {
  readonly story: string;
  readonly isVulnerable: boolean;
}

const listName = ['fraud-claims'];
/** Before every claim: none that was escalated is due earlier. */
const beginning = ['false', '-infinity', '00000000-0000-0000-0000-000000000000'];

/** Takes fraud claims in, and shows them to their claimants and to the staff. */
@Injectable()
export class ClaimsService {
  constructor(
    private readonly database: Database,
    private readonly payments: PaymentsReader,
    private readonly cursors: Cursors,
    @Inject(SETTINGS) private readonly settings: GatewaySettings,
  ) {}

  /**
   * Opens the claim of a settled payment that the caller sent.
   *
   * @throws PaymoError when the payment has not settled, is too old, or was claimed before
   */
  async open(caller: Caller, paymentId: string, { story, isVulnerable }: Story): Promise<sql.ClaimRow> {
    const payment = await this.payments.sent(caller, paymentId);
    if (payment.status !== 'settled')
      throw new PaymoError('conflict.payment_not_settled', `The payment is ${payment.status}.`);
    const now = new Date();
    if (monthsAfter(payment.occurredAt, this.settings.CLAIM_MONTHS) <= now) {
      const detail = `A payment can be claimed for ${this.settings.CLAIM_MONTHS} months.`;
      throw new PaymoError('claim.too_late', detail);
    }
    const id = newId();
    const dueAt = claimDueAt(now, 0, claimDays(this.settings));
    const values = [id, paymentId, payment.payerId, caller.subject, story, isVulnerable, now, dueAt];
    const claim = await this.database.transaction(async (transaction) => {
      const opened = await transaction.query(sql.insertClaim, values);
      if (opened.length > 0) {
        const change = { kind: 'claim', change: 'opened', status: 'open' } as const;
        tellCustomers(transaction, [{ ...change, subjectId: id, accountId: payment.payerId }], now);
      }
      const [row] = await transaction.query<sql.ClaimRow>(sql.readClaimOfPayment, [paymentId]);
      return row;
    });
    if (claim?.id === id) return claim;
    throw alreadyClaimed(claim?.id ?? id);
  }

  /** @throws PaymoError `claim.not_found`, also when the claim is somebody else's */
  async read(caller: Caller, id: string): Promise<sql.ClaimRow> {
    const [row] = await this.database.query<sql.ClaimRow>(sql.readClaim, [id]);
    if (row !== undefined && reaches(caller, row.claimant)) return row;
    throw unknownClaim(id);
  }

  /** Undecided claims: those that were escalated first, then those that are due first. */
  async list(limit: number, cursor: string | undefined): Promise<Page<sql.ClaimRow>> {
    const after = cursor === undefined ? beginning : await this.cursors.read(listName, cursor);
    const rows = await this.database.query<sql.ClaimRow>(sql.listClaims, [...after, limit + 1]);
    return this.cursors.page(listName, rows, limit, ({ escalated_at, due_at, id }) => [
      String(escalated_at === null),
      due_at.toISOString(),
      id,
    ]);
  }
}

export function unknownClaim(id: string): PaymoError {
  return new PaymoError('claim.not_found', `${publicId('clm', id)} does not exist.`);
}

function alreadyClaimed(id: string): PaymoError {
  const claimId = publicId('clm', id);
  return new PaymoError('conflict.claim_exists', `${claimId} is the claim of this payment.`, {
    members: { claimId },
  });
}

/** The same day of the month, or the first of the next where that month is shorter. */
function monthsAfter(from: Date, months: number): Date {
  const date = new Date(from);
  date.setUTCMonth(date.getUTCMonth() + months);
  return date;
}
