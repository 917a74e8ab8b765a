import { loanChanges } from '@paymo/contracts';
import type { CustomerEventType } from '../events/customer-event.js';
import { newsTypes } from '../news/customer-news.js';
import { paymentStatuses } from '../payments/payment-status.js';

/** What an endpoint can ask for. */
export const webhookEventTypes: readonly CustomerEventType[] = [
  ...paymentStatuses.map((status) => `payment.${status}` as const),
  'payment.information_requested',
  ...loanChanges.map((change) => `loan.${change}` as const),
  ...newsTypes,
];

/** What is sent: what happened to which version of what, and nothing personal. The API tells the rest. */
export interface WebhookEvent {
  /** That of the same event in `GET /v1/events`. */
  readonly id: string;
  readonly type: CustomerEventType | 'test';
  readonly timestamp: string;
  readonly data:
    | { readonly paymentId: string; readonly version: number }
    /** The id of a loan as `loanId`, and so on. */
    | Readonly<Record<string, string>>;
}

/** The bytes that are signed and sent, the same at every attempt. */
export function webhookBody(event: WebhookEvent): string {
  return JSON.stringify(event);
}
