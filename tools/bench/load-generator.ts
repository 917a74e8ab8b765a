import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { LocalTokens } from '../issuer/local-tokens.js';
import { percentile } from '../percentile.js';
import { type Load, type LoadResult, loadSchema, ownerOf } from './load-result.js';

const headEnd = Buffer.from('\r\n\r\n');
const lengthHeader = /content-length: (\d+)/i;

interface Request {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly token: string;
  readonly body: string;
}

/** One keep-alive connection with one request under way; written on sockets so that the load costs little. */
class Connection {
  private readonly socket: Socket;
  private received: Buffer = Buffer.alloc(0);
  private onAnswer: ((status: number, body: string) => void) | undefined;

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.socket.on('data', (chunk) => {
      this.receive(chunk);
    });
    this.socket.on('error', (error) => {
      throw error;
    });
  }

  get isBusy(): boolean {
    return this.onAnswer !== undefined;
  }

  send({ method, path, token, body }: Request, onAnswer: (status: number, body: string) => void): void {
    this.onAnswer = onAnswer;
    this.socket.write(
      `${method} ${path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\nprefer: wait=10000\r\n` +
        `idempotency-key: ${randomUUID()}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
  }

  close(): void {
    this.socket.destroy();
  }

  private receive(chunk: Buffer): void {
    this.received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk]);
    const end = this.received.indexOf(headEnd);
    if (end === -1) return;
    const head = this.received.toString('latin1', 0, end);
    const length = Number(lengthHeader.exec(head)?.[1] ?? 0);
    if (this.received.length < end + 4 + length) return;
    const body = this.received.toString('utf8', end + 4, end + 4 + length);
    this.received = Buffer.alloc(0);
    const { onAnswer } = this;
    this.onAnswer = undefined;
    onAnswer?.(Number(head.slice(9, 12)), body);
  }
}

/**
 * Measures only requests that were answered between the end of the warm-up and the end of the run: of a load that is too
 * much, those that still wait then count in no figure.
 */
class Measurement {
  settled = 0;
  other = 0;
  private readonly latenciesMs: number[] = [];

  constructor(
    private readonly fromMs: number,
    private readonly toMs: number,
  ) {}

  add(startMs: number, isSettled: boolean): void {
    const nowMs = performance.now();
    if (nowMs < this.fromMs || nowMs > this.toMs) return;
    if (isSettled) this.settled += 1;
    else this.other += 1;
    this.latenciesMs.push(nowMs - startMs);
  }

  result(): LoadResult {
    const sorted = this.latenciesMs.sort((a, b) => a - b);
    return {
      settled: this.settled,
      other: this.other,
      seconds: (this.toMs - this.fromMs) / 1000,
      p50Ms: percentile(sorted, 0.5),
      p95Ms: percentile(sorted, 0.95),
      p99Ms: percentile(sorted, 0.99),
    };
  }
}

async function run(load: Load, tokens: readonly string[]): Promise<LoadResult> {
  const startMs = performance.now();
  const endMs = startMs + load.warmUpMs + load.measureMs;
  const measurement = new Measurement(startMs + load.warmUpMs, endMs);
  const connections = Array.from({ length: load.connections }, () => new Connection(load.port));
  const { next, status: wanted, answer } = kinds[load.what];
  const nextRequest = next(load, tokens);
  const sendOn = (connection: Connection, dueMs: number, then: () => void): void => {
    connection.send(nextRequest(), (status, body) => {
      measurement.add(dueMs, status === wanted && body.includes(answer));
      then();
    });
  };

  if (load.ratePerS === null) closedLoop(connections, endMs, sendOn);
  else openLoop(connections, load.ratePerS, startMs, endMs, sendOn);
  setTimeout(() => process.send?.('measuring'), load.warmUpMs);
  await new Promise((resolve) => setTimeout(resolve, load.warmUpMs + load.measureMs));
  process.send?.('measured');
  await new Promise((resolve) => setTimeout(resolve, 300));
  for (const connection of connections) connection.close();
  return measurement.result();
}

type Send = (connection: Connection, dueMs: number, then: () => void) => void;

function closedLoop(connections: readonly Connection[], endMs: number, sendOn: Send): void {
  for (const connection of connections) {
    const again = (): void => {
      if (performance.now() < endMs) sendOn(connection, performance.now(), again);
    };
    again();
  }
}

/** Sends at a fixed rate; a late answer does not slow the load, and waiting for a connection counts as latency. */
function openLoop(
  connections: readonly Connection[],
  ratePerS: number,
  startMs: number,
  endMs: number,
  sendOn: Send,
): void {
  const free = [...connections];
  const due: number[] = [];
  let sent = 0;
  const pump = (): void => {
    for (;;) {
      const connection = free.pop();
      const dueMs = connection === undefined ? undefined : due.shift();
      if (connection === undefined || dueMs === undefined) {
        if (connection !== undefined) free.push(connection);
        return;
      }
      sendOn(connection, dueMs, () => {
        free.push(connection);
        pump();
      });
    }
  };
  const timer = setInterval(() => {
    const nowMs = performance.now();
    if (nowMs > endMs) clearInterval(timer);
    for (; sent < ((nowMs - startMs) / 1000) * ratePerS; sent += 1)
      due.push(startMs + (sent / ratePerS) * 1000);
    pump();
  }, 1);
}

function payments({ accounts, payee }: Load, tokens: readonly string[]): () => Request {
  const any = (): number => Math.floor(Math.random() * accounts.length);
  return () => {
    const payer = any();
    const from = accounts[payer] ?? '';
    let to = payee ?? from;
    while (to === from) to = accounts[any()] ?? '';
    const amount = 100 + Math.floor(Math.random() * 900);
    const body = `{"payer":"${from}","payee":"${to}","amount":{"value":${amount},"currency":"GBP"},"type":"transfer","reference":"bench"}`;
    return { method: 'POST', path: '/v1/payments', token: tokens[payer] ?? '', body };
  };
}

/** Each account applies in turn, for amounts that differ, so that none is the same application again. */
function applications({ accounts }: Load, tokens: readonly string[]): () => Request {
  let next = Math.floor(Math.random() * accounts.length);
  return () => {
    next = (next + 1) % accounts.length;
    const amount = 20_000 + Math.floor(Math.random() * 60_000);
    const body =
      `{"account":"acc_${accounts[next] ?? ''}","amount":{"value":${amount},"currency":"GBP"},"months":${3 + (amount % 10)},` +
      `"purpose":"furniture","employmentYears":"4_to_7","savings":"500_to_1000","otherPlans":"none","birthDate":"1990-02-03"}`;
    return { method: 'POST', path: '/v1/loan-applications', token: tokens[next] ?? '', body };
  };
}

/** Customers read their lists, whoever's turn it is. */
function reads({ accounts }: Load, tokens: readonly string[]): () => Request {
  return () => {
    const reader = Math.floor(Math.random() * accounts.length);
    const path = `/v1/recommendations?account=acc_${accounts[reader] ?? ''}`;
    return { method: 'GET', path, token: tokens[reader] ?? '', body: '' };
  };
}

/** What is sent for each kind of load, and what its good answers are. */
const kinds = {
  payments: { next: payments, status: 201, answer: '"status":"settled"' },
  applications: { next: applications, status: 201, answer: '"outcome":"' },
  recommendations: { next: reads, status: 200, answer: '"reason":"' },
} as const;

const message = await new Promise<unknown>((resolve) => process.once('message', resolve));
const load = loadSchema.parse(message);
const signer = new LocalTokens(load.issuer, load.home);
const tokens = load.accounts.map((_, index) => signer.for(ownerOf(index % load.customers), ['customer']));
const result = await run(load, tokens);
process.send?.(result, () => process.exit(0));
