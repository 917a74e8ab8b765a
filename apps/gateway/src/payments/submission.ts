import { applyDecorators } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Answers, type Caller, idempotencyKeyOf, problemMediaType, scopedKey } from '@paymo/platform';
import type { Submission } from './accept-payments.js';
import { type Answer, fingerprint } from './idempotency.js';
import { clientAddressOf, eventTimeOf, type PaymentRequest, quotes, waitMsOf } from './payment-request.js';
import { paymentViewSchema } from './payment-view.js';

/** Headers of a request that asks for a payment, read and checked. */
export interface PaymentHeaders {
  /** The caller's idempotency key within one route. */
  readonly key: string;
  readonly waitMs: number;
  readonly occurredAt: Date;
  readonly clientAddress: string | null;
  /** The customer who asks; null for the bank. */
  readonly initiator: string | null;
}

/** @throws PaymoError naming the header that is wrong */
export function paymentHeaders(
  request: FastifyRequest,
  caller: Caller,
  route: string,
  isSandbox: boolean,
): PaymentHeaders {
  const header = (name: string): string | undefined => {
    const value = request.headers[name];
    return Array.isArray(value) ? value[0] : value;
  };
  return {
    key: scopedKey(caller.subject, route, idempotencyKeyOf(header('idempotency-key'))),
    waitMs: waitMsOf(header('prefer')),
    occurredAt: eventTimeOf(header('paymo-event-time'), isSandbox, new Date()),
    initiator: caller.reach === 'own' ? caller.subject : null,
    clientAddress: clientAddressOf(header('paymo-client-address'), isSandbox, request.ip),
  };
}

export function submissionOf(
  body: PaymentRequest,
  headers: PaymentHeaders,
  request: FastifyRequest,
  paymentId: string | null = null,
): Submission {
  const { payer, payee, amount, type, reference, deviceId } = body;
  const fields = [payer, payee, amount.value, amount.currency, type, reference, deviceId];
  // Requests that quote nothing keep the fingerprint that they had when there was nothing to quote.
  const { payeeCheckId, quoteId, acknowledgementId } = body;
  if (quotes(body)) fields.push(payeeCheckId, quoteId, acknowledgementId);
  return {
    request: body,
    paymentId,
    key: headers.key,
    fingerprint: fingerprint(fields),
    occurredAt: headers.occurredAt,
    clientAddress: headers.clientAddress,
    requestId: request.id,
    traceparent: request.traceparent,
    isAnsweredAtOnce: headers.waitMs === 0,
    isRefund: false,
    initiator: headers.initiator,
    message: null,
  };
}

/** What a request that became a payment is answered with. */
export function AnswersWithPayment(): MethodDecorator {
  return applyDecorators(
    Answers(201, 'The payment, as it was decided', paymentViewSchema),
    Answers(202, 'The payment, still undecided when your wait ended', paymentViewSchema),
  );
}

/** Sends the stored bytes as they are, and says whether they were sent before. */
export function sendAnswer(
  reply: FastifyReply,
  { answer, isReplay }: { readonly answer: Answer; readonly isReplay: boolean },
): void {
  if (isReplay) void reply.header('idempotency-replayed', 'true');
  const mediaType = answer.status < 400 ? 'application/json; charset=utf-8' : problemMediaType;
  void reply.status(answer.status).header('content-type', mediaType).send(answer.body);
}
