import { type PaymentStatus, paymentStatuses } from '../payments/payment-status.js';

/** What an endpoint can ask for. */
export const webhookEventTypes = paymentStatuses.map((status): WebhookEventType => `payment.${status}`);
export type WebhookEventType = `payment.${PaymentStatus}`;

/** What is sent: what happened to which version of what, and nothing personal. The API tells the rest. */
export interface WebhookEvent {
  /** That of the same event in `GET /v1/events`. */
  readonly id: string;
  readonly type: WebhookEventType | 'test';
  readonly timestamp: string;
  readonly data: { readonly paymentId?: string; readonly version?: number };
}

/** The bytes that are signed and sent, the same at every attempt. */
export function webhookBody(event: WebhookEvent): string {
  return JSON.stringify(event);
}
