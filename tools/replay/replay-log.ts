import { setTimeout as sleep } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import type { Mapping } from '../payment-log/mapping.js';
import type { LoggedParty, LoggedPayment } from '../payment-log/read-payment-log.js';
import type { ClientPayment, GatewayClient } from './gateway-client.js';

/** One payment of the log and what became of it. */
export interface Replayed {
  readonly logged: LoggedPayment;
  readonly payment: ClientPayment;
  /** From sending the request to the answer with the final state; null when that came later. */
  readonly latencyMs: number | null;
}

export interface ReplayOptions {
  readonly client: GatewayClient;
  readonly mapping: Mapping;
  /** Payments under way at a time. */
  readonly windowMax: number;
  readonly onDone: (done: number, total: number) => void;
}

const undecidedMsMax = 120_000;

/**
 * Sends logged payments through the running system in the order of the log. A payment waits for earlier ones
 * that bring its payer money or spend it, so that balances develop as they did in the log.
 */
export async function replayLog(
  payments: readonly LoggedPayment[],
  options: ReplayOptions,
): Promise<Replayed[]> {
  const accounts = await openAccounts(payments, options);
  const run = randomUUID();
  const busy = new Map<string, Promise<unknown>>();
  const underWay = new Set<Promise<void>>();
  const replayed: Replayed[] = [];

  for (const logged of payments) {
    while (underWay.size >= options.windowMax) await Promise.race(underWay);
    const before = busy.get(logged.payer.name);
    const sent = send(logged, before, accounts, run, options).then((result) => {
      replayed.push(result);
      options.onDone(replayed.length, payments.length);
    });
    for (const { name } of [logged.payer, logged.payee]) busy.set(name, Promise.all([busy.get(name), sent]));
    underWay.add(sent);
    void sent.finally(() => underWay.delete(sent)).catch(() => undefined);
  }
  await Promise.all(underWay);
  return Promise.all(replayed.map((result) => withDecision(result, options.client)));
}

async function send(
  logged: LoggedPayment,
  before: Promise<unknown> | undefined,
  accounts: ReadonlyMap<string, string>,
  run: string,
  { client, mapping }: ReplayOptions,
): Promise<Replayed> {
  await before;
  const startMs = performance.now();
  const payment = await client.pay({
    idempotencyKey: `${run}-${logged.record}`,
    eventTime: new Date(logged.occurredAtMs),
    payer: accounts.get(logged.payer.name) ?? '',
    payee: accounts.get(logged.payee.name) ?? '',
    amountMinor: logged.amountMinor,
    currency: mapping.currency,
    type: logged.type,
    deviceId: logged.deviceId,
    ipAddress: logged.ipAddress,
  });
  return { logged, payment, latencyMs: payment.status === 'submitted' ? null : performance.now() - startMs };
}

/** Asks again for a payment whose decision took longer than the request could wait. */
async function withDecision(result: Replayed, client: GatewayClient): Promise<Replayed> {
  let { payment } = result;
  const deadline = Date.now() + undecidedMsMax;
  while (payment.status === 'submitted' && Date.now() < deadline) {
    await sleep(500);
    payment = await client.payment(payment.id);
  }
  return { ...result, payment };
}

/** Opens an account for every name, with the balance that the log shows first, or enough for all it pays. */
async function openAccounts(
  payments: readonly LoggedPayment[],
  { client, mapping, windowMax }: ReplayOptions,
): Promise<Map<string, string>> {
  const parties = new Map<string, { party: LoggedParty; paysMinor: number }>();
  for (const { payer, payee, amountMinor } of payments) {
    if (!parties.has(payer.name)) parties.set(payer.name, { party: payer, paysMinor: 0 });
    if (!parties.has(payee.name)) parties.set(payee.name, { party: payee, paysMinor: 0 });
    const entry = parties.get(payer.name);
    if (entry !== undefined) entry.paysMinor += amountMinor;
  }
  const accounts = new Map<string, string>();
  const waiting = [...parties.values()].values();
  const open = async (): Promise<void> => {
    for (const { party, paysMinor } of waiting) {
      const { name, kind } = party;
      const openingDeposit = kind === 'merchant' ? 0 : Math.max(0, party.balanceMinor ?? paysMinor);
      const account = { name, kind, currency: mapping.currency, openingDeposit, owner: name };
      accounts.set(name, await client.openAccount(account));
    }
  };
  await Promise.all(Array.from({ length: windowMax }, open));
  return accounts;
}
