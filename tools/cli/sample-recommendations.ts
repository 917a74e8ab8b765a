import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Replayed } from '../replay/replay-log.js';
import type { StackState } from '../stack/stack-state.js';
import { tokensOf } from './home.js';
import { listSchema, listText, runSchema } from './recommendation-texts.js';

/** Customers who agree to recommendations: those of the day who bought in the most shops. */
const consenting = 60;
const shown = 3;
const waitMsMax = 60_000;
const pollMs = 1000;

/** What the batch at the end of the sample day came to: its status, and the lists of three customers. */
export interface SampleRecommendations {
  readonly status: string;
  readonly failedChecks: readonly string[];
  readonly lists: readonly ({ readonly account: string } & z.infer<typeof listSchema>)[];
}

/** Lets the day's busiest shoppers agree to recommendations, runs the batch as of the day's end, and reads three lists. */
export async function recommend(
  state: StackState,
  replayed: readonly Replayed[],
): Promise<SampleRecommendations> {
  const ask = askerOf(state);
  const accounts = await busiestShoppers(state, replayed);
  for (const account of accounts)
    await ask('PATCH', `/admin/recommendation-customers/${account}`, {
      hasConsent: true,
      isAffordable: true,
      bornOn: '1990-01-31',
    });
  const dayEndMs = replayed.reduce((latest, { logged }) => Math.max(latest, logged.occurredAtMs), 0) + 1;
  const asOf = new Date(dayEndMs).toISOString();
  const { status, checks } = await runBatch(() => ask('POST', `/admin/recommendation-runs?asOf=${asOf}`));
  const lists = [];
  for (const account of accounts.slice(0, shown))
    lists.push({
      account,
      ...listSchema.parse(await (await ask('GET', `/v1/recommendations?account=${account}&limit=3`)).json()),
    });
  return { status, failedChecks: checks.filter(({ isMet }) => !isMet).map(({ name }) => name), lists };
}

export function sampleRecommendationsText({ status, failedChecks, lists }: SampleRecommendations): string {
  if (status !== 'ready')
    return `The batch of recommendations published nothing: ${failedChecks.join(', ') || status}.`;
  const texts = lists.map(({ account, ...list }) => `${account}, ${listText(list)}`);
  return ['Recommendations at the end of the day, for three customers:', ...texts].join('\n');
}

type Ask = (method: string, path: string, body?: object) => Promise<Response>;

function askerOf(state: StackState): Ask {
  return async (method, path, body) => {
    const response = await fetch(`${state.recommendations}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${tokensOf(state).service('sample')}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (response.ok || response.status === 409) return response;
    throw new Error(`recommendations answered ${response.status} ${await response.text()}`);
  };
}

/** Again while the nightly run is under way, or nothing of the day has been collected yet. */
async function runBatch(run: () => Promise<Response>): Promise<z.infer<typeof runSchema>> {
  const deadline = Date.now() + waitMsMax;
  for (;;) {
    const response = await run();
    const last = response.ok ? runSchema.parse(await response.json()) : undefined;
    if (last?.status === 'ready') return last;
    if (Date.now() > deadline) {
      if (last !== undefined) return last;
      throw new Error('another run of the batch did not end in time');
    }
    await sleep(pollMs);
  }
}

async function busiestShoppers(state: StackState, replayed: readonly Replayed[]): Promise<string[]> {
  const purchases = replayed.filter(
    ({ logged, payment }) => logged.type === 'payment' && payment.status === 'settled',
  );
  const byPayer = new Map<string, { payment: string; shops: Set<string> }>();
  for (const { logged, payment } of purchases) {
    const known = byPayer.get(logged.payer.name) ?? { payment: payment.id, shops: new Set() };
    byPayer.set(logged.payer.name, known);
    known.shops.add(logged.payee.name);
  }
  const busiest = [...byPayer.values()].sort((a, b) => b.shops.size - a.shops.size).slice(0, consenting);
  return Promise.all(busiest.map(({ payment }) => payerOf(state, payment)));
}

async function payerOf(state: StackState, payment: string): Promise<string> {
  const response = await fetch(`${state.gateway}/v1/payments/${payment}`, {
    headers: { authorization: `Bearer ${tokensOf(state).service('sample')}` },
  });
  return z.object({ payer: z.string() }).parse(await response.json()).payer;
}
