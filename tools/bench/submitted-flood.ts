import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kafka, logLevel, type Producer } from 'kafkajs';
import { type PaymentSubmitted, paymentSubmitted } from '@paymo/contracts';

const accounts = 2000;
const messagesPerSend = 500;
const tickMs = 10;
const dayMs = 86_400_000;
/** All windows are full after the first phase. */
const daysPerPayment = 30 / 15_000;

/** Submitted payments straight into Kafka, among some accounts over months of event time. */
export class SubmittedFlood {
  private readonly producer: Producer;
  private readonly ids = Array.from({ length: accounts }, () => randomUUID());
  private sent = 0;

  constructor(brokers: string) {
    const kafka = new Kafka({ clientId: 'bench', brokers: brokers.split(','), logLevel: logLevel.NOTHING });
    this.producer = kafka.producer({ allowAutoTopicCreation: false });
  }

  async connect(): Promise<void> {
    await this.producer.connect();
  }

  async close(): Promise<void> {
    await this.producer.disconnect();
  }

  async send(payments: number): Promise<void> {
    for (let left = payments; left > 0; left -= messagesPerSend)
      await this.publish(Array.from({ length: Math.min(left, messagesPerSend) }, () => this.next()));
  }

  /** Sends at a steady rate. Answers when each payment was due to be sent, by its id. */
  async sendSteadily(ratePerS: number, forMs: number): Promise<Map<string, number>> {
    const dueAtMs = new Map<string, number>();
    const startMs = Date.now();
    const sends: Promise<void>[] = [];
    for (let dueMs = startMs; dueMs < startMs + forMs; dueMs += tickMs) {
      await sleep(Math.max(0, dueMs - Date.now()));
      const events = Array.from({ length: Math.round((ratePerS * tickMs) / 1000) }, () => this.next());
      for (const { paymentId } of events) dueAtMs.set(paymentId, dueMs);
      sends.push(this.publish(events));
    }
    await Promise.all(sends);
    return dueAtMs;
  }

  private async publish(events: readonly PaymentSubmitted[]): Promise<void> {
    await this.producer.send({
      topic: paymentSubmitted.topic,
      acks: -1,
      messages: events.map((event) => ({
        key: paymentSubmitted.key(event),
        value: JSON.stringify(event),
        headers: {
          ce_specversion: '1.0',
          ce_id: event.paymentId,
          ce_type: paymentSubmitted.type,
          ce_source: '/bench',
        },
      })),
    });
  }

  private next(): PaymentSubmitted {
    this.sent += 1;
    const any = (): string => this.ids[Math.floor(Math.random() * accounts)] ?? '';
    const party = (accountId: string): PaymentSubmitted['payer'] => ({
      accountId,
      kind: 'customer',
      balanceMinor: 1_000_000,
    });
    const payer = any();
    return {
      paymentId: randomUUID(),
      payer: party(payer),
      payee: party(any()),
      amount: { value: 100 + Math.floor(Math.random() * 100_000), currency: 'GBP' },
      type: 'transfer',
      deviceId: `device of ${payer}`,
      ipAddress: `10.0.${this.sent % 200}.1`,
      occurredAtMs: Date.UTC(2026, 0, 1) + this.sent * daysPerPayment * dayMs,
      submittedAtMs: Date.now(),
    };
  }
}
