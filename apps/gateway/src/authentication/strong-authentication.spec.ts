import { describe, expect, it } from '@jest/globals';
import type { Submission } from '../payments/accept-payments.js';
import { noEvidence } from '../payments/payment-request.js';
import { StrongAuthentication } from './strong-authentication.js';

const [paymentId, payer, payee] = ['01900000-0000-7000-8000-000000000001', 'a', 'b'];

function submission(initiator: string | null): Submission & { paymentId: string } {
  const amount = { value: 1, currency: 'GBP' };
  const request = { payer, payee, amount, type: 'transfer', reference: null, deviceId: null, ...noEvidence };
  return {
    request: { ...request, type: 'transfer' },
    paymentId,
    key: 'key',
    fingerprint: Buffer.alloc(32),
    occurredAt: new Date(0),
    clientAddress: null,
    requestId: 'request',
    traceparent: 'trace',
    isAnsweredAtOnce: false,
    isRefund: false,
    initiator,
    message: null,
  };
}

describe('where strong authentication is always wanted', () => {
  const lowValue = { paymentMinorMax: 3000n, sumMinorMax: 10_000n, paymentsMax: 5 };
  const judge = (initiator: string | null, isAlways: boolean) => {
    const policy = { lowValue, isAlways };
    const authentication = new StrongAuthentication(new Map(), [submission(initiator)], policy, new Date(0));
    const movement = { debitAccountId: payer, creditAccountId: payee, amountMinor: 1n, currency: 'GBP' };
    const isAdmitted = authentication.admits({
      kind: 'pending',
      id: paymentId,
      timeoutAtMs: null,
      ...movement,
    });
    return { isAdmitted, code: authentication.refusalOf(paymentId)?.code };
  };

  it('customers without a device key pay nothing; the bank does, and so do they where it is not', () => {
    expect(judge('ada', true)).toEqual({ isAdmitted: false, code: 'auth.device_key_missing' });
    expect(judge(null, true).isAdmitted).toBe(true);
    expect(judge('ada', false).isAdmitted).toBe(true);
  });
});
