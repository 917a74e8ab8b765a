import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { newWebhookSecret, webhookSignature } from './webhook-signature.js';

describe('the signature of a webhook', () => {
  // Published in docs/reference/webhooks.md.
  it.each([
    [
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      1614265330,
      '{"test": 2432232314}',
      'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    ],
    [
      'msg_0192d5b0-0000-7000-8000-000000000001',
      1764000000,
      '{"id":"1042-7","type":"payment.settled","timestamp":"2025-11-24T16:00:00.000Z","data":{"paymentId":"pay_0192d5b0-0000-7000-8000-000000000002","version":2}}',
      'v1,prBh1FWXj0UBQ2PP6+1Fh2ghoDNy/sTFVYvhtOFGL3g=',
    ],
  ])('of the published vector %s is as published', (id, timestamp, body, expected) => {
    expect(webhookSignature(['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'], id, timestamp, body)).toBe(expected);
  });

  it('is accepted by an independent verifier under each live secret, and under no other', () => {
    const [current, previous, other] = [newWebhookSecret(), newWebhookSecret(), newWebhookSecret()];
    const now = Math.floor(Date.now() / 1000);
    const body = '{"type":"payment.settled","text":"zwölf €"}';
    const headers = {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(now),
      'webhook-signature': webhookSignature([current, previous], 'msg_1', now, body),
    };
    const verify = (secret: string, text = body) => new Webhook(secret).verify(text, headers);

    expect(verify(current)).toEqual(JSON.parse(body));
    expect(verify(previous)).toEqual(JSON.parse(body));
    expect(() => verify(other)).toThrow();
    expect(() => verify(current, `${body} `)).toThrow();
  });
});
