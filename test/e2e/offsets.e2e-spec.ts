import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type PaymentSubmitted, paymentSubmitted } from '@paymo/contracts';
import { type Bank, eventually, openBank } from '../support/bank.js';
import { publish } from '../support/messages.js';

describe('when Kafka no longer holds what a consumer expects, it goes on with what there is:', () => {
  const payerId = randomUUID(); // One payer is one partition.
  let bank: Bank;

  beforeAll(async () => {
    bank = await openBank({ services: ['scoring'] });
  }, 90_000);
  afterAll(() => bank.close(), 60_000);

  const topic = (): string => `${bank.prefix}${paymentSubmitted.topic}`;

  const submitted = (): PaymentSubmitted => ({
    paymentId: randomUUID(),
    payer: { accountId: payerId, kind: 'customer', balanceMinor: 100_000 },
    payee: { accountId: randomUUID(), kind: 'customer', balanceMinor: 0 },
    amount: { value: 100, currency: 'GBP' },
    type: 'transfer',
    deviceId: null,
    ipAddress: null,
    occurredAtMs: Date.now(),
    submittedAtMs: Date.now(),
  });

  const decided = ({ paymentId }: PaymentSubmitted): Promise<object[]> =>
    eventually('a decision', async () => {
      const rows = await bank.sql('SELECT 1 FROM scoring.decisions WHERE payment_id = $1', [paymentId]);
      return rows.length === 1 ? rows : undefined;
    });

  /** Has scoring decide one payment, and then changes Kafka behind its back. */
  async function whileScoringIsAway(change: () => Promise<void>): Promise<void> {
    const first = submitted();
    await publish(bank, paymentSubmitted, [first]);
    await decided(first);
    await bank.services.scoring.stop();
    await change();
    bank.services.scoring.start();
    await bank.services.scoring.untilReady();
  }

  it('records that retention cut off', async () => {
    const [lost, kept] = [submitted(), submitted()];
    await whileScoringIsAway(async () => {
      await publish(bank, paymentSubmitted, [lost, kept]);
      const admin = bank.kafka.admin();
      await admin.connect();
      const ends = await admin.fetchTopicOffsets(topic());
      const partitions = ends.flatMap(({ partition, high }) =>
        Number(high) > 0 ? [{ partition, offset: String(Number(high) - 1) }] : [],
      );
      await admin.deleteTopicRecords({ topic: topic(), partitions });
      await admin.disconnect();
    });
    expect(await decided(kept)).toHaveLength(1);
    expect(await bank.sql('SELECT 1 FROM scoring.decisions WHERE payment_id = $1', [lost.paymentId])).toEqual(
      [],
    );
  }, 60_000);

  it('a topic that was made anew', async () => {
    const again = submitted();
    await whileScoringIsAway(async () => {
      const admin = bank.kafka.admin();
      await admin.connect();
      await admin.deleteTopics({ topics: [topic()] });
      await admin.disconnect();
    });
    await publish(bank, paymentSubmitted, [again]);
    expect(await decided(again)).toHaveLength(1);
  }, 60_000);
});
