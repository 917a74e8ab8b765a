import { Injectable } from '@nestjs/common';
import { type Caller, Database, PaymoError, publicId } from '@paymo/platform';
import type { Payment } from '../payments/payment.entity.js';
import { PaymentsReader } from '../payments/payments.reader.js';
import { PaymentsService } from '../payments/payments.service.js';
import * as sql from './authentication-statements.js';
import { type Challenge, payloadOf, wrongTriesMax } from './challenge.js';
import { DeviceKeysService } from './device-keys.service.js';
import { signerOf } from './device-signature.js';

/** A payment with what is kept of its authentication. */
export interface Authentication {
  readonly payment: Payment;
  readonly row: sql.AuthenticationRow;
  /** Null when the payment was exempt. */
  readonly challenge: Challenge | null;
}

/** Takes the signatures of payers, and says how payments were authenticated. */
@Injectable()
export class ConfirmationsService {
  constructor(
    private readonly database: Database,
    private readonly reader: PaymentsReader,
    private readonly payments: PaymentsService,
    private readonly keys: DeviceKeysService,
  ) {}

  /**
   * Sends a payment on to scoring when its payer has signed it, and waits up to `waitMs` for the decision.
   *
   * @throws PaymoError when nothing waits to be signed, or the signature is not the payer's for this payment; after
   *   three such the payment has failed
   */
  async confirm(caller: Caller, paymentId: string, signature: string, waitMs: number): Promise<Payment> {
    const { payment, row, challenge } = await this.read(caller, paymentId, notWaiting);
    const isOver = challenge === null || challenge.expiresAt.getTime() <= Date.now();
    if (payment.status !== 'requires_action' || isOver || row.wrong_tries >= wrongTriesMax) {
      throw notWaiting(payment);
    }
    const keys = await this.keys.keysOf(row.owner);
    const key = await signerOf(keys, signature, payloadOf(payment, challenge));
    if (key === undefined) throw await this.refuse(caller, payment);

    const origin = { deviceId: row.device_id, clientAddress: row.client_address };
    const confirmation = { owner: row.owner, deviceKeyId: key.id, ...origin };
    const happening = { paymentId, event: 'confirm', actor: caller.subject, confirmation } as const;
    const moved = await this.payments.apply([{ ...happening, onlyFrom: 'requires_action' }], []);
    if (moved.length === 0) throw notWaiting(await this.reader.sent(caller, paymentId));
    await this.payments.untilDecided(paymentId, waitMs);
    return this.reader.sent(caller, paymentId);
  }

  /** @throws PaymoError `payment.not_authenticated` for a payment that needed none */
  async read(
    caller: Caller,
    paymentId: string,
    missing: (payment: Payment) => PaymoError = notAuthenticated,
  ): Promise<Authentication> {
    const payment = await this.reader.sent(caller, paymentId);
    const [row] = await this.database.query<sql.AuthenticationRow>(sql.readAuthentication, [paymentId]);
    if (row === undefined) throw missing(payment);
    const { challenge_id: id, expires_at: expiresAt } = row;
    return { payment, row, challenge: id === null || expiresAt === null ? null : { id, expiresAt } };
  }

  private async refuse(caller: Caller, payment: Payment): Promise<PaymoError> {
    const [counted] = await this.database.query<{ wrong_tries: number }>(sql.countWrongTry, [
      payment.id,
      wrongTriesMax,
    ]);
    const triesLeft = wrongTriesMax - (counted?.wrong_tries ?? wrongTriesMax);
    if (triesLeft === 0) {
      const happening = { paymentId: payment.id, event: 'refuse', actor: caller.subject } as const;
      await this.payments.apply([{ ...happening, onlyFrom: 'requires_action' }], []);
    }
    const detail = `It is not a signature of this payment by one of the payer's keys; ${triesLeft} tries are left.`;
    return new PaymoError('payment.signature_refused', detail, { members: { triesLeft } });
  }
}

function notWaiting(payment: Payment): PaymoError {
  const detail = `${publicId('pay', payment.id)} is ${payment.status}, and waits for no signature, or no longer.`;
  return new PaymoError('conflict.payment_not_waiting', detail);
}

function notAuthenticated(payment: Payment): PaymoError {
  const detail = `${publicId('pay', payment.id)} was made without strong authentication, and without an exemption.`;
  return new PaymoError('payment.not_authenticated', detail);
}
