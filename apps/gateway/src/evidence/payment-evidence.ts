import { Injectable } from '@nestjs/common';
import { type Caller, Database, PaymoError, type Statement } from '@paymo/platform';
import { type PaymentRequest, quotes } from '../payments/payment-request.js';
import { type KeyRow, readKeys } from '../payments/payment-statements.js';

interface CheckRow {
  readonly code: string;
}

interface QuoteRow {
  readonly warning: string | null;
  /** Null when nothing had to be acknowledged. */
  readonly acknowledgement_id: string | null;
}

/** A check serves its caller, for the account that it was about, for as long as it is fresh. */
const readCheck: Statement = {
  name: 'read_payee_check',
  text: `
    SELECT code FROM payee_checks WHERE id = $1 AND caller = $2 AND account_id = $3 AND expires_at > now()`,
};

/** A quote serves its caller, for the payment that it was about. */
const readQuote: Statement = {
  name: 'read_quote',
  text: `
    SELECT warning, acknowledgement_id FROM payment_quotes
    WHERE id = $1 AND caller = $2 AND payer_id = $3 AND payee_id = $4 AND amount_minor = $5 AND currency = $6
      AND expires_at > now()`,
};

/** @throws PaymoError when the check does not serve the caller for this payee */
export async function freshCheck(
  database: Database,
  caller: Caller,
  id: string,
  payee: string,
): Promise<CheckRow> {
  const [check] = await database.query<CheckRow>(readCheck, [id, caller.subject, payee]);
  if (check !== undefined) return check;
  const detail = 'is not a fresh check of yours about this payee; make another';
  throw unusable('payment.payee_check_unusable', 'payeeCheckId', detail);
}

/** Sees to it that what a payment quotes is about that payment, and that warnings were acknowledged. */
@Injectable()
export class PaymentEvidence {
  constructor(private readonly database: Database) {}

  /**
   * @param key of the request as it is stored: one that is repeated is answered as it was, however old its evidence is
   * @throws PaymoError when something quoted does not serve the payment, or a warning was not acknowledged
   */
  async check(caller: Caller, request: PaymentRequest, key: string): Promise<void> {
    if (!quotes(request)) return;
    try {
      await this.judge(caller, request);
    } catch (fault) {
      if (!(fault instanceof PaymoError) || !(await this.isRepeated(key))) throw fault;
    }
  }

  private async judge(caller: Caller, request: PaymentRequest): Promise<void> {
    const { payeeCheckId, quoteId, acknowledgementId, payee } = request;
    const isNoMatch =
      payeeCheckId !== null && (await freshCheck(this.database, caller, payeeCheckId, payee)).code === 'ANNM';
    const quote = quoteId === null ? null : await this.freshQuote(caller, request, quoteId);
    checkAcknowledged(acknowledgementId, quote?.acknowledgement_id ?? null, isNoMatch);
  }

  private async freshQuote(caller: Caller, request: PaymentRequest, id: string): Promise<QuoteRow> {
    const { payer, payee, amount } = request;
    const values = [id, caller.subject, payer, payee, amount.value, amount.currency];
    const [quote] = await this.database.query<QuoteRow>(readQuote, values);
    if (quote !== undefined) return quote;
    const detail = 'is not a fresh quote of yours for this payment; ask for another';
    throw unusable('payment.quote_unusable', 'quoteId', detail);
  }

  private async isRepeated(key: string): Promise<boolean> {
    return (await this.database.query<KeyRow>(readKeys, [[key]])).length > 0;
  }
}

function checkAcknowledged(given: string | null, wanted: string | null, isNoMatch: boolean): void {
  if (given !== null && given !== wanted) throw notOfQuote();
  if (given === null && (wanted !== null || isNoMatch)) throw notAcknowledged();
}

type UnusableCode = 'payment.payee_check_unusable' | 'payment.quote_unusable';

function unusable(code: UnusableCode, field: string, detail: string): PaymoError {
  return new PaymoError(code, `${field} ${detail}`, { errors: [{ pointer: `/${field}`, detail }] });
}

function notOfQuote(): PaymoError {
  return unusable('payment.quote_unusable', 'acknowledgementId', 'is not the one of the quote');
}

function notAcknowledged(): PaymoError {
  const detail = 'must be that of a quote whose warning the payer has acknowledged';
  return new PaymoError('payment.warning_not_acknowledged', `acknowledgementId ${detail}`, {
    errors: [{ pointer: '/acknowledgementId', detail }],
  });
}
