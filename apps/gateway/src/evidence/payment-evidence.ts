import { Injectable } from '@nestjs/common';
import { type Caller, Database, PaymoError, type Statement } from '@paymo/platform';
import type { PaymentRequest } from '../payments/payment-request.js';
import { type KeyRow, readKeys } from '../payments/payment-statements.js';

interface CheckRow {
  readonly code: string;
}

/** A check serves its caller, for the account that it was about, for as long as it is fresh. */
const readCheck: Statement = {
  name: 'read_payee_check',
  text: `
    SELECT code FROM payee_checks WHERE id = $1 AND caller = $2 AND account_id = $3 AND expires_at > now()`,
};

/** Sees to it that what a payment quotes is about that payment. */
@Injectable()
export class PaymentEvidence {
  constructor(private readonly database: Database) {}

  /**
   * @param key of the request as it is stored: one that is repeated is answered as it was, however old its evidence is
   * @throws PaymoError when something quoted does not serve the payment
   */
  async check(caller: Caller, request: PaymentRequest, key: string): Promise<void> {
    if (request.payeeCheckId === null) return;
    const fault = await this.faultOf(caller, request);
    if (fault !== undefined && !(await this.isRepeated(key))) throw fault;
  }

  private async faultOf(caller: Caller, request: PaymentRequest): Promise<PaymoError | undefined> {
    const values = [request.payeeCheckId, caller.subject, request.payee];
    const [check] = await this.database.query<CheckRow>(readCheck, values);
    return check === undefined ? unusable() : undefined;
  }

  private async isRepeated(key: string): Promise<boolean> {
    return (await this.database.query<KeyRow>(readKeys, [[key]])).length > 0;
  }
}

function unusable(): PaymoError {
  const detail = 'is not a fresh check of yours about this payee; make another';
  return new PaymoError('payment.payee_check_unusable', `payeeCheckId ${detail}`, {
    errors: [{ pointer: '/payeeCheckId', detail }],
  });
}
