import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { paymentDecided, type PaymentSettled, paymentSettled, paymentSubmitted } from '@paymo/contracts';
import { listDeadLetters, replayDeadLetters } from '../../tools/cli/dead-letters.js';
import { App, money } from '../support/app.js';
import { type Bank, eventually, openBank, setting } from '../support/bank.js';
import { publish, publishRaw, readTopic } from '../support/messages.js';

describe('messages', () => {
  let bank: Bank;
  let app: App;
  let payer: string;
  let payee: string;

  beforeAll(async () => {
    bank = await openBank({ services: ['gateway', 'scoring'] });
    app = new App(bank);
    payer = await app.openAccount(1_000_000);
    payee = await app.openAccount(0);
  }, 90_000);
  afterAll(() => bank.close(), 60_000);

  it('are CloudEvents that carry the trace of the request', async () => {
    const trace = '0af7651916cd43dd8448eb211c80319c';
    const headers = { traceparent: `00-${trace}-b7ad6b7169203331-01` };
    const { body } = await app.pay({ payer, payee, amount: money(5) }, headers);
    const own = (await eventually('the settlement is published', async () => {
      const found = await Promise.all(
        ['payments.submitted', 'payments.decided', 'payments.settled'].map((topic) => readTopic(bank, topic)),
      );
      const events = found.map((events) => events.find(({ value }) => value.includes(body.id.slice(4))));
      return events.every((event) => event !== undefined) ? events : undefined;
    })) as { headers: Record<string, string> }[];

    for (const { headers: given } of own) {
      expect(given).toMatchObject({ ce_specversion: '1.0', 'content-type': 'application/json' });
      expect(given['ce_id']).toMatch(/^[0-9a-f-]{36}$/);
      expect(given['traceparent']).toContain(trace);
    }
    expect(own.map((event) => event.headers['ce_type'])).toEqual([
      'paymo.payment.submitted.v1',
      'paymo.payment.decided.v1',
      'paymo.payment.settled.v1',
    ]);
  });

  it('that cannot be read go to the dead-letter topic with a reason, and the rest goes on', async () => {
    const valid = submitted();
    await publishRaw(bank, paymentSubmitted.topic, [
      { key: 'k', value: 'not json', type: paymentSubmitted.type },
      { key: 'k', value: Buffer.from([0xff, 0x00]), type: paymentSubmitted.type },
      {
        key: 'k',
        value: JSON.stringify({ ...valid, amount: { value: -1, currency: 'GBP' } }),
        type: paymentSubmitted.type,
      },
      { key: 'k', value: JSON.stringify({ ...valid, colour: 'red' }), type: 'paymo.payment.submitted.v2' },
      { key: 'k', value: JSON.stringify({ ...valid, colour: 'red' }), type: paymentSubmitted.type },
    ]);
    await eventually('the readable one is decided', async () => {
      const rows = await bank.sql('SELECT 1 FROM scoring.decisions WHERE payment_id = $1', [valid.paymentId]);
      return rows.length === 1;
    });
    const letters = await readTopic(bank, 'payments.submitted.dlq');

    expect(letters.map(({ headers }) => headers['dlq_reason'])).toEqual([
      expect.stringContaining('not JSON'),
      expect.stringContaining('not JSON'),
      expect.stringContaining('amount.value'),
      expect.stringContaining('paymo.payment.submitted.v2'),
    ]);
    expect(letters[0]?.headers).toMatchObject({
      ce_source: '/test',
      dlq_topic: 'payments.submitted',
      dlq_consumer: 'scoring',
    });
    expect((await app.pay({ payer, payee, amount: money(6) })).body.status).toBe('settled');
  });

  it('can be listed and replayed from the dead-letter topic', async () => {
    const brokers = setting('TEST_KAFKA_BROKERS');
    const listed = async (): Promise<string[]> =>
      (await listDeadLetters(brokers, bank.prefix)).map(({ reason }) => reason);
    const before = await listed();
    expect(before).toHaveLength(4);
    expect(await replayDeadLetters(brokers, bank.prefix)).toBe(4);
    expect(
      await eventually('they come back as new dead letters', async () => {
        const again = await listed();
        return again.length === 4 && again;
      }),
    ).toEqual(before);
  }, 60_000);

  it('become dead letters however large they are', async () => {
    const letters = (): Promise<object[]> => readTopic(bank, 'payments.submitted.dlq');
    const before = (await letters()).length;
    await publishRaw(bank, paymentSubmitted.topic, [
      { key: 'k', value: 'x'.repeat(1_048_250), type: paymentSubmitted.type },
    ]);
    await eventually('it is a dead letter', async () => (await letters()).length === before + 1);
  }, 60_000);

  it('of a long outage are published all, though the broker takes no more than a megabyte at once', async () => {
    const settled: PaymentSettled = {
      paymentId: randomUUID(),
      payerId: payer.slice(4),
      payeeId: payee.slice(4),
      amount: money(1),
      type: 'transfer',
      status: 'settled',
      occurredAtMs: 1,
      settledAtMs: 2,
    };
    const message = { topic: paymentSettled.topic, key: 'one', value: JSON.stringify(settled) };
    const headers = { ce_type: paymentSettled.type, padding: 'x'.repeat(1000) };
    await bank.sql(
      `INSERT INTO payments.outbox (id, messages, created_at)
       SELECT gen_random_uuid(), $1, now() - interval '1 hour' FROM generate_series(1, $2)`,
      [JSON.stringify(Array<object>(100).fill({ ...message, headers })), 25],
    );
    await eventually('the relay has published them', async () => {
      const [left] = await bank.sql<{ n: string }>('SELECT count(*) AS n FROM payments.outbox');
      return left?.n === '0';
    });
    const published = (await readTopic(bank, paymentSettled.topic)).filter(({ key }) => key === 'one');
    expect(published).toHaveLength(2500);
  }, 60_000);

  it('that come twice are decided once', async () => {
    const event = submitted();
    await publish(bank, paymentSubmitted, [event, event]);
    await publish(bank, paymentSubmitted, [event]);
    await eventually('it is decided', async () => {
      const rows = await bank.sql('SELECT 1 FROM scoring.decisions WHERE payment_id = $1', [event.paymentId]);
      return rows.length === 1;
    });
    await app.pay({ payer, payee, amount: money(7) });
    const decided = (await readTopic(bank, 'payments.decided')).filter(({ value }) =>
      value.includes(event.paymentId),
    );
    const [state] = await bank.sql<{ state: { paid: { days: number[] } } }>(
      'SELECT state FROM scoring.entity_states WHERE id = $1',
      [event.payer.accountId],
    );

    expect(decided).toHaveLength(1);
    expect(state?.state.paid.days[1]).toBe(1);
  });

  it('about payments that the gateway does not know, or that are over, change nothing', async () => {
    const { body } = await app.pay({ payer, payee, amount: money(8) });
    const [own] = (await readTopic(bank, 'payments.decided')).filter(({ value }) =>
      value.includes(body.id.slice(4)),
    );
    const decision = paymentDecided.schema.parse(JSON.parse(own?.value ?? '{}'));
    await publish(bank, paymentDecided, [
      { ...decision, outcome: 'decline' as const },
      { ...decision, paymentId: randomUUID() },
    ]);
    await app.pay({ payer, payee, amount: money(9) });

    expect((await app.payment(body.id)).body).toEqual(body);
    expect((await bank.verifyLedger()).faults).toEqual([]);
  });
});

function submitted() {
  const party = (balanceMinor: number) => ({
    accountId: randomUUID(),
    kind: 'customer' as const,
    balanceMinor,
  });
  return {
    paymentId: randomUUID(),
    payer: party(1000),
    payee: party(0),
    amount: money(10),
    type: 'transfer' as const,
    deviceId: null,
    ipAddress: null,
    occurredAtMs: Date.now(),
    submittedAtMs: Date.now(),
  };
}
