import { setTimeout as sleep } from 'node:timers/promises';
import { type Consumer, Kafka, logLevel } from 'kafkajs';
import { paymentDecided } from '@paymo/contracts';
import { percentile } from '../percentile.js';
import type { SubmittedFlood } from './submitted-flood.js';

const ratePerS = 1000;
const phaseMs = 15_000;
const swapEveryMs = 2500;
const waitMsMax = 30_000;

export interface SwapReport {
  readonly ratePerS: number;
  /** Champions changed while payments were decided. */
  readonly swaps: number;
  /** From sending a payment to its decision in Kafka, without and with changes of the champion. */
  readonly steadyP99Ms: number;
  readonly swappingP99Ms: number;
  /** Payments without a decision, and decisions beyond the first about a payment. */
  readonly lost: number;
  readonly doubled: number;
}

/** Measures what payments notice of a change of the champion. `swap` makes one. */
export async function measureSwaps(
  brokers: string,
  flood: SubmittedFlood,
  swap: () => Promise<unknown>,
): Promise<SwapReport> {
  const decisions = new Decisions(brokers);
  await decisions.listen();
  try {
    await flood.sendSteadily(ratePerS, phaseMs / 3);
    const steady = await decisions.after(await flood.sendSteadily(ratePerS, phaseMs));
    const [sent, swaps] = await Promise.all([flood.sendSteadily(ratePerS, phaseMs), swapForAWhile(swap)]);
    const swapping = await decisions.after(sent);
    return {
      ratePerS,
      swaps,
      steadyP99Ms: percentile(steady.waitsMs, 0.99),
      swappingP99Ms: percentile(swapping.waitsMs, 0.99),
      lost: steady.lost + swapping.lost,
      doubled: decisions.doubled,
    };
  } finally {
    await decisions.close();
  }
}

async function swapForAWhile(swap: () => Promise<unknown>): Promise<number> {
  const endMs = Date.now() + phaseMs - swapEveryMs;
  let swaps = 0;
  while (Date.now() < endMs) {
    await sleep(swapEveryMs);
    await swap();
    swaps += 1;
  }
  return swaps;
}

/** The decisions as they appear in Kafka. */
class Decisions {
  doubled = 0;
  private readonly seenAtMs = new Map<string, number>();
  private readonly consumer: Consumer;

  constructor(brokers: string) {
    const kafka = new Kafka({ clientId: 'bench', brokers: brokers.split(','), logLevel: logLevel.NOTHING });
    this.consumer = kafka.consumer({ groupId: 'bench-swaps', maxWaitTimeInMs: 20 });
  }

  async listen(): Promise<void> {
    await this.consumer.connect();
    await this.consumer.subscribe({ topic: paymentDecided.topic });
    const joined = new Promise((resolve) => this.consumer.on('consumer.group_join', resolve));
    await this.consumer.run({
      eachMessage: ({ message }) => {
        const { paymentId } = paymentDecided.schema.parse(JSON.parse(String(message.value)));
        if (this.seenAtMs.has(paymentId)) this.doubled += 1;
        else this.seenAtMs.set(paymentId, Date.now());
        return Promise.resolve();
      },
    });
    await joined;
  }

  /** How long each payment waited for its decision, sorted, when all are there or have waited too long. */
  async after(dueAtMs: ReadonlyMap<string, number>): Promise<{ waitsMs: number[]; lost: number }> {
    const ids = [...dueAtMs.keys()];
    const missing = (): number => ids.filter((id) => !this.seenAtMs.has(id)).length;
    for (const endMs = Date.now() + waitMsMax; missing() > 0 && Date.now() < endMs;) await sleep(200);
    const waitsMs = ids.flatMap((id) => {
      const seen = this.seenAtMs.get(id);
      return seen === undefined ? [] : [seen - (dueAtMs.get(id) ?? seen)];
    });
    return { waitsMs: waitsMs.sort((one, other) => one - other), lost: missing() };
  }

  async close(): Promise<void> {
    await this.consumer.disconnect();
  }
}
