import { Inject, Injectable } from '@nestjs/common';
import { type Caller, Database, newId, type Statement } from '@paymo/platform';
import { LookupLimits } from '../lookups/lookup-limits.js';
import { type GatewaySettings, SETTINGS } from '../settings.js';
import type { HolderKind } from './name-match.js';
import { checkPayee, type PayeeCheckResult } from './payee-check.js';

/** How long a payment may quote a check. */
const lifeMs = 15 * 60_000;

interface HolderRow {
  readonly holder_name: string | null;
  readonly holder_kind: HolderKind | null;
  readonly is_name_withheld: boolean;
  readonly is_closed: boolean;
}

const readHolder: Statement = {
  name: 'read_holder',
  text: `
    SELECT a.holder_name, a.holder_kind, a.is_name_withheld, l.is_closed
    FROM accounts a JOIN ledger_accounts l ON l.id = a.id WHERE a.id = $1`,
};

const insertCheck: Statement = {
  name: 'insert_payee_check',
  text: `
    INSERT INTO payee_checks (id, caller, account_id, stated_name, stated_kind, code, created_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
};

export interface PayeeQuestion {
  readonly account: string;
  readonly name: string;
  readonly kind: HolderKind;
}

export interface PayeeCheck extends PayeeCheckResult {
  readonly id: string;
  readonly expiresAt: Date;
}

/** Answers payers whether an account belongs to whom they think. */
@Injectable()
export class PayeeChecksService {
  constructor(
    private readonly database: Database,
    private readonly lookups: LookupLimits,
    @Inject(SETTINGS) private readonly settings: GatewaySettings,
  ) {}

  /** @throws PaymoError `limit.too_many_requests` to somebody who asks about too many */
  async check(caller: Caller, { account, name, kind }: PayeeQuestion): Promise<PayeeCheck> {
    const limit = { purpose: 'payee_check', perHour: this.settings.PAYEE_CHECKS_PER_HOUR } as const;
    await this.lookups.count(caller.subject, limit, 1);
    const [row] = await this.database.query<HolderRow>(readHolder, [account]);
    const result = checkPayee(row === undefined ? undefined : toHolder(row), name, kind);
    const now = new Date();
    const check = { ...result, id: newId(), expiresAt: new Date(now.getTime() + lifeMs) };
    await this.database.query(insertCheck, [
      check.id,
      caller.subject,
      account,
      name,
      kind,
      check.code,
      now,
      check.expiresAt,
    ]);
    return check;
  }
}

function toHolder(row: HolderRow): Parameters<typeof checkPayee>[0] {
  return {
    name: row.holder_name,
    kind: row.holder_kind,
    isWithheld: row.is_name_withheld,
    isClosed: row.is_closed,
  };
}
