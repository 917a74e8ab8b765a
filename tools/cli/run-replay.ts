import { z } from 'zod';
import { readMapping } from '../payment-log/mapping.js';
import { type LoggedPayment, readPaymentLog } from '../payment-log/read-payment-log.js';
import { GatewayClient } from '../replay/gateway-client.js';
import { type Replayed, replayLog } from '../replay/replay-log.js';
import { type ReplaySummary, summarise } from '../replay/summary.js';
import type { StackState } from '../stack/stack-state.js';
import { scoringAdmin, tokensOf } from './home.js';
import type { TerminalProgress } from './terminal.js';
import { verifyLedgerAt } from './verify.js';

const windowMax = 64;
const championSchema = z.object({ champion: z.string() });

export interface ReplayRequest {
  readonly file: string;
  readonly mappingFile: string;
  readonly limit: number | undefined;
}

/** Sends a log through a running stack and sums up what became of it. */
export async function runReplay(
  request: ReplayRequest,
  state: StackState,
  progress: TerminalProgress,
): Promise<{ summary: ReplaySummary; replayed: Replayed[] }> {
  const mapping = await readMapping(request.mappingFile);
  const payments = await readAll(request, mapping);
  const tokens = tokensOf(state);
  progress.step(`Sending ${payments.length} payments`);
  const client = new GatewayClient(state.gateway, () => tokens.service('replay'));
  const startMs = performance.now();
  try {
    const onDone = (done: number, total: number): void => {
      progress.part(done, total);
    };
    const replayed = await replayLog(payments, { client, mapping, windowMax, onDone });
    const elapsedMs = performance.now() - startMs;
    const { champion: model } = championSchema.parse(await scoringAdmin(state).get('models'));
    const { isBalanced } = await verifyLedgerAt(state.adminUrl);
    return { summary: summarise(replayed, elapsedMs, { isBalanced, model }), replayed };
  } finally {
    progress.end();
    await client.close();
  }
}

async function readAll(
  { file, limit = Number.POSITIVE_INFINITY }: ReplayRequest,
  mapping: Awaited<ReturnType<typeof readMapping>>,
): Promise<LoggedPayment[]> {
  const payments: LoggedPayment[] = [];
  for await (const payment of readPaymentLog(file, mapping)) {
    if (payments.length >= limit) break;
    payments.push(payment);
  }
  return payments;
}
