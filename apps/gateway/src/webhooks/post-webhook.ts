import { type Dispatcher, request } from 'undici';
import { webhookSignature } from './webhook-signature.js';

const msMax = 10_000;

/** One message to one endpoint. */
export interface WebhookMessage {
  /** The same at every attempt. */
  readonly id: string;
  readonly url: string;
  readonly body: string;
  /** Live ones, the current first. */
  readonly secrets: readonly string[];
}

/** How an attempt ended. Nothing of the answer but its status is kept. */
export interface Attempt {
  readonly status: number | null;
  readonly error: 'address_refused' | 'no_connection' | 'timeout' | 'redirect' | 'status' | null;
}

/** Sends a message once, within ten seconds. Redirects are not followed; only a 2xx status is success. */
export async function postWebhook(dispatcher: Dispatcher, message: WebhookMessage): Promise<Attempt> {
  const timestamp = Math.floor(Date.now() / 1000);
  const signal = AbortSignal.timeout(msMax);
  try {
    const { statusCode: status, body } = await request(message.url, {
      dispatcher,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Paymo-Webhooks/1',
        'webhook-id': message.id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': webhookSignature(message.secrets, message.id, timestamp, message.body),
      },
      body: message.body,
      signal,
    });
    // The status is the answer; a body that is too long or breaks off changes nothing.
    await body.dump().catch(() => undefined);
    return { status, error: errorOfStatus(status) };
  } catch (error) {
    if (signal.aborted) return { status: null, error: 'timeout' };
    return { status: null, error: isRefusal(error) ? 'address_refused' : 'no_connection' };
  }
}

function errorOfStatus(status: number): Attempt['error'] {
  if (status >= 200 && status < 300) return null;
  return status >= 300 && status < 400 ? 'redirect' : 'status';
}

function isRefusal(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ADDRESS_REFUSED';
}
