import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { z } from 'zod';

const connections = 64;
const triesMax = 100;
const retryMsMax = 1000;

const paymentSchema = z.object({
  id: z.string(),
  status: z.enum([
    'requires_action',
    'submitted',
    'held',
    'settled',
    'declined',
    'rejected',
    'expired',
    'cancelled',
    'failed',
  ]),
});
const problemSchema = z.object({ code: z.string(), detail: z.string(), paymentId: z.string().optional() });
const balanceSchema = z.object({ balance: z.object({ posted: z.number() }) });
const accountSchema = z.object({ id: z.string() });

export type ClientPayment = z.infer<typeof paymentSchema>;

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface PaymentOrder {
  readonly idempotencyKey: string;
  readonly eventTime: Date;
  readonly payer: string;
  readonly payee: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly type: string;
  readonly deviceId: string | null;
  readonly ipAddress: string | null;
}

export interface NewAccount {
  readonly name: string;
  readonly kind: string;
  readonly currency: string;
  readonly openingDeposit: number;
  /** Whose it will be; null for the bank's own. */
  readonly owner: string | null;
}

/** Talks to the gateway as an app should: same key on every repetition, patience when it is asked for. */
export class GatewayClient {
  private readonly pool: Pool;

  constructor(
    url: string,
    private readonly token: () => string,
  ) {
    this.pool = new Pool(url, { connections, pipelining: 1, headersTimeout: 30_000, bodyTimeout: 30_000 });
  }

  async openAccount(account: NewAccount): Promise<string> {
    const answer = await this.patiently('POST', '/v1/accounts', {}, account);
    if (answer.status !== 201) throw unexpected(answer);
    return accountSchema.parse(answer.body).id;
  }

  /** Sends a payment and answers its state; one that lacks funds is `failed`. */
  async pay(order: PaymentOrder): Promise<ClientPayment> {
    const headers = {
      'idempotency-key': order.idempotencyKey,
      'paymo-event-time': order.eventTime.toISOString(),
      prefer: 'wait=10000',
      ...(order.ipAddress === null ? {} : { 'paymo-client-address': order.ipAddress }),
    };
    const answer = await this.patiently('POST', '/v1/payments', headers, {
      payer: order.payer,
      payee: order.payee,
      amount: { value: order.amountMinor, currency: order.currency },
      type: order.type,
      deviceId: order.deviceId,
    });
    return paymentOf(answer);
  }

  /** Gives part of a settled payment back, as its payee. */
  async refund(paymentId: string, idempotencyKey: string, amountMinor: number): Promise<ClientPayment> {
    const headers = { 'idempotency-key': idempotencyKey, prefer: 'wait=10000' };
    const body = { amount: amountMinor };
    return paymentOf(await this.patiently('POST', `/v1/payments/${paymentId}/refunds`, headers, body));
  }

  /** What has moved in and out of an account, in minor units. */
  async postedMinor(accountId: string): Promise<number> {
    const answer = await this.patiently('GET', `/v1/accounts/${accountId}`, {}, undefined);
    if (answer.status !== 200) throw unexpected(answer);
    return balanceSchema.parse(answer.body).balance.posted;
  }

  async payment(id: string): Promise<ClientPayment> {
    return paymentSchema.parse((await this.patiently('GET', `/v1/payments/${id}`, {}, undefined)).body);
  }

  async close(): Promise<void> {
    await this.pool.close();
  }

  /** Repeats what may succeed later: lost connections, 409, 429 and 503. */
  private async patiently(
    method: 'GET' | 'POST',
    path: string,
    headers: Record<string, string>,
    body: object | undefined,
  ): Promise<Answer> {
    for (let tries = 1; ; tries += 1) {
      const answer = await this.once(method, path, headers, body).catch((error: unknown) => {
        if (tries >= triesMax) throw error;
        return undefined;
      });
      const isFinal = answer !== undefined && ![409, 429, 503].includes(answer.status);
      if (answer !== undefined && (isFinal || tries >= triesMax)) return answer;
      await sleep(Math.min(20 * tries, retryMsMax));
    }
  }

  private async once(
    method: 'GET' | 'POST',
    path: string,
    headers: Record<string, string>,
    body: object | undefined,
  ): Promise<Answer> {
    const response = await this.pool.request({
      method,
      path,
      headers: {
        ...headers,
        authorization: `Bearer ${this.token()}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    return { status: response.statusCode, body: await response.body.json() };
  }
}

function paymentOf(answer: Answer): ClientPayment {
  if (answer.status === 402)
    return { id: problemSchema.parse(answer.body).paymentId ?? '', status: 'failed' };
  if (answer.status !== 201 && answer.status !== 202) throw unexpected(answer);
  return paymentSchema.parse(answer.body);
}

function unexpected({ status, body }: Answer): Error {
  const problem = problemSchema.safeParse(body);
  const detail = problem.success ? `${problem.data.code}: ${problem.data.detail}` : JSON.stringify(body);
  return new Error(`the gateway answered ${status} ${detail}`);
}
