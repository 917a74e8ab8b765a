import { Injectable } from '@nestjs/common';
import { AccountOwners } from '@paymo/accounts';
import { type Caller, Database, newId, type Statement } from '@paymo/platform';
import { freshCheck } from '../evidence/payment-evidence.js';
import { unknownAccount } from '../payments/refusals.js';
import { type Purpose, type RiskBand, riskOf, warnings } from './scam-risk.js';

/** How long a payment may quote what its payer was told. */
const lifeMs = 15 * 60_000;

interface FactsRow {
  readonly available: string;
  readonly payee_exists: boolean;
  readonly is_known_payee: boolean;
  readonly largest: string | null;
}

/** The payer's last 200 payments are their history. */
const readFacts: Statement = {
  name: 'read_quote_facts',
  text: `
    SELECT l.credits_posted - l.debits_posted - l.debits_pending AS available,
      EXISTS (SELECT FROM accounts WHERE id = $2) AS payee_exists,
      coalesce(bool_or(p.payee_id = $2), false) AS is_known_payee, max(p.amount_minor) AS largest
    FROM ledger_accounts l
    LEFT JOIN LATERAL (
      SELECT payee_id, amount_minor, status FROM payments WHERE payer_id = l.id ORDER BY id DESC LIMIT 200
    ) AS p ON p.status = 'settled'
    WHERE l.id = $1 GROUP BY l.id`,
};

const insertQuote: Statement = {
  name: 'insert_quote',
  text: `
    INSERT INTO payment_quotes (id, caller, payer_id, payee_id, amount_minor, currency, purpose, band, warning,
      acknowledgement_id, created_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
};

export interface QuoteRequest {
  readonly payer: string;
  readonly payee: string;
  readonly amount: { readonly value: number; readonly currency: string };
  readonly purpose: Purpose;
  readonly payeeCheckId: string | null;
}

export interface Quote {
  readonly id: string;
  readonly band: RiskBand;
  readonly warning: { code: string; text: string } | null;
  /** What the payment has to quote; null when nothing has to be acknowledged. */
  readonly acknowledgementId: string | null;
  readonly expiresAt: Date;
}

/** Tells payers before they pay what it costs, and what they should beware of. */
@Injectable()
export class QuotesService {
  constructor(
    private readonly database: Database,
    private readonly owners: AccountOwners,
  ) {}

  /** @throws PaymoError when an account is not there for the caller, or the payee check does not serve */
  async quote(caller: Caller, request: QuoteRequest): Promise<Quote> {
    const { payer, payee, amount, purpose, payeeCheckId } = request;
    if (!(await this.owners.reaches(caller, payer))) throw unknownAccount('payer', payer);
    const [facts] = await this.database.query<FactsRow>(readFacts, [payer, payee]);
    if (facts === undefined) throw unknownAccount('payer', payer);
    if (!facts.payee_exists) throw unknownAccount('payee', payee);
    const check = payeeCheckId === null ? null : await freshCheck(this.database, caller, payeeCheckId, payee);
    const band = riskOf({
      purpose,
      amountMinor: BigInt(amount.value),
      isNewPayee: !facts.is_known_payee,
      largestMinor: facts.largest === null ? null : BigInt(facts.largest),
      availableMinor: BigInt(facts.available),
      payeeCheckCode: check?.code ?? null,
    });
    return this.keep(caller, request, band);
  }

  private async keep(caller: Caller, request: QuoteRequest, band: RiskBand): Promise<Quote> {
    const { payer, payee, amount, purpose } = request;
    const now = new Date();
    const quote: Quote = {
      id: newId(),
      band,
      warning: band === 'low' ? null : { ...warnings[purpose] },
      acknowledgementId: band === 'high' ? newId() : null,
      expiresAt: new Date(now.getTime() + lifeMs),
    };
    const sides = [payer, payee, amount.value, amount.currency, purpose];
    const told = [band, quote.warning?.code ?? null, quote.acknowledgementId, now, quote.expiresAt];
    await this.database.query(insertQuote, [quote.id, caller.subject, ...sides, ...told]);
    return quote;
  }
}
