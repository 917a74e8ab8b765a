import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { postMany } from './post-load.js';
import { usageOf } from './process-usage.js';
import { rounded } from './report-json.js';

const server = fileURLToPath(new URL('yardstick-server.js', import.meta.url));
const readySchema = z.object({ onnxRowUs: z.number(), port: z.number() });
const posts = 20_000;

/** What the machine on which the absolute figures were set needs for the same two pieces of work, in CPU-µs. */
const reference = { onnxRowUs: 8.5, postUs: 34 };

export interface Yardstick {
  /** CPU-microseconds of an inference of one row by the shipped tree. */
  readonly onnxRowUs: number;
  /** CPU-microseconds of a POST through Nest on Fastify with its body parsed by zod, in the server. */
  readonly postUs: number;
  /** How many times slower this machine is than the one the absolute figures were set on: the mean of both. */
  readonly slower: number;
}

/** Measures how fast this machine is with two pieces of work that are none of ours. */
export async function yardstick(): Promise<Yardstick> {
  const child = fork(server);
  try {
    const { onnxRowUs, port } = await new Promise<z.infer<typeof readySchema>>((resolve, reject) => {
      child.once('message', (message) => {
        resolve(readySchema.parse(message));
      });
      child.once('exit', (status) => {
        reject(new Error(`the yardstick ended with ${status}`));
      });
    });
    const pid = child.pid ?? 0;
    await post(port, posts / 4);
    const before = usageOf(pid).cpuMs;
    await post(port, posts);
    const postUs = ((usageOf(pid).cpuMs - before) * 1000) / posts;
    const ratios = [onnxRowUs / reference.onnxRowUs, postUs / reference.postUs];
    return { onnxRowUs, postUs, slower: ratios.reduce((sum, ratio) => sum + ratio) / ratios.length };
  } finally {
    child.kill();
  }
}

export function yardstickLine({ onnxRowUs, postUs, slower }: Yardstick): string {
  const figures =
    `an inference of one row ${rounded(onnxRowUs)} CPU-µs (${reference.onnxRowUs}), ` +
    `a POST ${rounded(postUs)} (${reference.postUs})`;
  return `This machine needs ${rounded(slower)} times the CPU of the one on which the absolute figures were set: ${figures}.`;
}

async function post(port: number, times: number): Promise<void> {
  const body = JSON.stringify({
    payer: randomUUID(),
    payee: randomUUID(),
    amount: 1250,
    currency: 'GBP',
    reference: 'lunch',
  });
  await postMany(port, times, () => ({ path: '/payments', body }));
}
