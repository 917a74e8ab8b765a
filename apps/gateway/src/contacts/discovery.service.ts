import { createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AccountOwners } from '@paymo/accounts';
import { type Caller, Database, PaymoError } from '@paymo/platform';
import { LookupLimits } from '../lookups/lookup-limits.js';
import { unknownAccount } from '../payments/refusals.js';
import { type GatewaySettings, SETTINGS } from '../settings.js';
import * as sql from './discovery-statements.js';

export interface DiscoveryWish {
  /** Where money is to come; null to be found no more. */
  readonly account: string | null;
  readonly handle: string | null;
  readonly byPhone: boolean;
}

/** What is asked: one handle, or hashes of phone numbers. */
export type Question = { readonly handle: string } | { readonly phoneHashes: readonly string[] };

/** Lets customers be found by those who know their handle or number, and by nobody who tries them all. */
@Injectable()
export class DiscoveryService {
  constructor(
    private readonly database: Database,
    private readonly owners: AccountOwners,
    private readonly lookups: LookupLimits,
    @Inject(SETTINGS) private readonly settings: GatewaySettings,
  ) {}

  async read({ subject }: Caller): Promise<sql.DiscoveryRow> {
    const [row] = await this.database.query<sql.DiscoveryRow>(sql.readDiscovery, [subject]);
    return row ?? { account_id: null, handle: null, is_by_phone: false, has_phone: false };
  }

  /** @throws PaymoError when the account is not the caller's, or the handle is somebody else's */
  async set(caller: Caller, { account, handle, byPhone }: DiscoveryWish): Promise<sql.DiscoveryRow> {
    if (account !== null && !(await this.owners.reaches(caller, account)))
      throw unknownAccount('account', account);
    // A handle that is taken says so: whoever tries them is counted like whoever looks them up.
    if (handle !== null) await this.count(caller, 1);
    const shown = account === null ? null : handle;
    const values = [caller.subject, account, shown, account !== null && byPhone];
    const [row] = await this.database.transaction(async (transaction) => {
      if (shown !== null) await transaction.query(sql.lockHandle, [shown]);
      return transaction.query<sql.DiscoveryRow>(sql.setDiscovery, values);
    });
    if (row !== undefined) return row;
    throw new PaymoError('conflict.handle_taken', 'Choose another handle.');
  }

  /** Keeps the number that the bank has verified, so that nobody but its key's holder can tell it. */
  async setPhone(owner: string, phoneHash: string): Promise<void> {
    const hmac = this.hmac(phoneHash);
    const values = [hmac, owner];
    await this.database.transaction(async (transaction) => {
      await transaction.query(sql.lockPhone, [hmac]);
      transaction.write(sql.forgetPhone, values);
      return transaction.query(sql.setPhone, values);
    });
  }

  /**
   * Those who are found, with the place of the question that found each. Who is not there looks like who does not want
   * to be found, and like who has blocked the caller or was blocked by them.
   *
   * @throws PaymoError `limit.too_many_requests` to somebody who asks about too many
   */
  async find(caller: Caller, question: Question): Promise<sql.FoundRow[]> {
    if ('handle' in question) {
      await this.count(caller, 1);
      const values = [caller.subject, question.handle];
      return this.database.query<sql.FoundRow>(sql.findByHandle, values);
    }
    await this.count(caller, question.phoneHashes.length);
    const hmacs = question.phoneHashes.map((hash) => this.hmac(hash));
    return this.database.query<sql.FoundRow>(sql.findByPhone, [caller.subject, hmacs]);
  }

  private count({ subject }: Caller, questions: number): Promise<void> {
    const perHour = this.settings.CONTACT_LOOKUPS_PER_HOUR;
    return this.lookups.count(subject, { purpose: 'contact', perHour }, questions);
  }

  /** As Postgres reads bytes. */
  private hmac(phoneHash: string): string {
    const key = this.settings.DISCOVERY_KEY;
    if (key === undefined)
      throw new PaymoError('service.unavailable', 'Nobody can be found by phone: DISCOVERY_KEY is not set.');
    return `\\x${createHmac('sha256', key).update(phoneHash).digest('hex')}`;
  }
}
