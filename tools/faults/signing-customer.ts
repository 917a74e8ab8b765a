import { setTimeout as sleep } from 'node:timers/promises';
import { type CryptoKey, CompactSign, exportJWK, generateKeyPair } from 'jose';
import { z } from 'zod';
import { sandboxPayee } from '@paymo/contracts';

const retryMs = 50;
const triesMax = 2000;
/** Payments to it have to be signed, whoever they come from. */
const payee = `acc_${sandboxPayee('signed', 'GBP')}`;

const keySchema = z.object({ id: z.string() });
const paymentSchema = z.object({
  id: z.string(),
  status: z.string(),
  action: z.object({ payload: z.string() }).optional(),
});

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** A customer with a device, whose payments wait for a signature; patient, as an app should be. */
export class SigningCustomer {
  private privateKey: CryptoKey | undefined;
  private keyId = '';

  constructor(
    private readonly gateway: string,
    private readonly token: () => string,
  ) {}

  async register(): Promise<void> {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const body = { name: 'A phone', publicKey: await exportJWK(publicKey) };
    const answer = await this.patiently('/v1/device-keys', body, {}, [201]);
    this.keyId = keySchema.parse(answer.body).id;
    this.privateKey = privateKey;
  }

  /**
   * Asks for a payment and signs it.
   *
   * @param onSigning called when the signature is about to be sent
   * @returns the id of the payment, which goes on to its decision
   */
  async pay(payer: string, amountMinor: number, key: string, onSigning: () => void): Promise<string> {
    const body = { payer, payee, amount: { value: amountMinor, currency: 'GBP' } };
    const asked = await this.patiently('/v1/payments', body, { 'idempotency-key': key }, [202]);
    const { id, action } = paymentSchema.parse(asked.body);
    if (action === undefined) throw new Error(`${id} needs no signature`);
    const signature = await this.sign(action.payload);
    onSigning();
    // Who is told that nothing waits any more has been heard before.
    await this.patiently(
      `/v1/payments/${id}/confirm`,
      { signature },
      { prefer: 'wait=10000' },
      [201, 202, 409],
    );
    return id;
  }

  private sign(payload: string): Promise<string> {
    if (this.privateKey === undefined) throw new Error('a key is registered first');
    const jws = new CompactSign(Buffer.from(payload));
    return jws.setProtectedHeader({ alg: 'ES256', kid: this.keyId }).sign(this.privateKey);
  }

  private async patiently(
    path: string,
    body: object,
    headers: Record<string, string>,
    final: readonly number[],
  ): Promise<Answer> {
    for (let tries = 1; tries <= triesMax; tries += 1) {
      const answer = await this.once(path, body, headers).catch(() => undefined);
      if (answer !== undefined && final.includes(answer.status)) return answer;
      if (answer !== undefined && ![409, 429, 503].includes(answer.status)) {
        throw new Error(`${path} answered ${answer.status} ${JSON.stringify(answer.body)}`);
      }
      await sleep(retryMs);
    }
    throw new Error(`${path} was not answered`);
  }

  private async once(path: string, body: object, headers: Record<string, string>): Promise<Answer> {
    const response = await fetch(`${this.gateway}${path}`, {
      method: 'POST',
      headers: { ...headers, authorization: `Bearer ${this.token()}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    });
    return { status: response.status, body: await response.json() };
  }
}
