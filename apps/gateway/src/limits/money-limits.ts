import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { AccountMemory } from '@paymo/accounts';
import {
  type Caller,
  Database,
  type LimitName,
  type Statement,
  type Taken,
  tellLimits,
  Throttle,
  type Told,
} from '@paymo/platform';
import { type GatewaySettings, SETTINGS } from '../settings.js';

/** What a request asks to be paid. */
export interface MoneyFlow {
  readonly payer: string | null;
  readonly payee: string | null;
  /** The app's name for its device, where it says one. */
  readonly deviceId: string | null;
}

/** Of a request that has to be looked up to say from whom it takes, and is counted before. */
export const flowUnknown: MoneyFlow = { payer: null, payee: null, deviceId: null };

const readKinds: Statement = {
  name: 'read_account_kinds',
  text: 'SELECT id, kind FROM ledger_accounts WHERE id = ANY($1::uuid[])',
};

interface Limit {
  readonly name: LimitName;
  readonly throttle: Throttle;
  readonly keyOf: (caller: Caller, flow: MoneyFlow) => string | null;
}

/**
 * Bounds the payments that customers ask for, whatever becomes of them: of a person, from an account, from a device and
 * to another customer, so that a stolen phone empties no account by a thousand payments and no mule takes in from
 * everybody at once. Merchants take in as much as they sell. Counters are those of one instance; what the bank's
 * machines pay is planned.
 */
@Injectable()
export class MoneyLimits {
  private readonly ofPayer: readonly Limit[];
  private readonly ofPayee: readonly Limit[];
  private readonly kinds: AccountMemory<string>;

  constructor(database: Database, @Inject(SETTINGS) settings: GatewaySettings) {
    this.kinds = new AccountMemory(async (ids) => {
      const rows = await database.query<{ id: string; kind: string }>(readKinds, [ids]);
      return new Map(rows.map(({ id, kind }) => [id, kind]));
    });
    const limit = (
      name: LimitName['name'],
      perMinute: number,
      whom: string,
      keyOf: Limit['keyOf'],
    ): Limit => ({
      name: { name, perMinute, whom },
      throttle: new Throttle(perMinute),
      keyOf,
    });
    this.ofPayer = [
      limit('money', settings.PAYMENTS_PER_MINUTE, 'you', ({ subject }) => subject),
      limit('payer', settings.PAYMENTS_PER_MINUTE, 'this account', (_, { payer }) => payer),
      limit('device', settings.PAYMENTS_PER_MINUTE, 'this device', (_, { deviceId }) => deviceId),
    ];
    this.ofPayee = [
      limit('payee', settings.PAYMENTS_PER_MINUTE_AND_PAYEE, 'payers of this payee', (_, { payee }) => payee),
    ];
  }

  /** @throws PaymoError `limit.too_many_requests` */
  async count(caller: Caller, flows: readonly MoneyFlow[], reply: FastifyReply): Promise<void> {
    if (caller.roles.includes('service')) return;
    // Whoever asks for too much is refused before anything is asked of the database.
    take(this.ofPayer, caller, flows, reply);
    const areBounded = await Promise.all(flows.map(({ payee }) => this.isBounded(payee)));
    const bounded = flows.filter((_, index) => areBounded[index]);
    take(this.ofPayee, caller, bounded, reply);
  }

  /** A payee that nobody knows counts like a customer. */
  private async isBounded(payee: string | null): Promise<boolean> {
    if (payee === null) return false;
    const kind = this.kinds.recall(payee) ?? (await this.kinds.of(payee));
    return kind === null || kind === 'customer';
  }
}

function take(
  limits: readonly Limit[],
  caller: Caller,
  flows: readonly MoneyFlow[],
  reply: FastifyReply,
): void {
  const nowMs = Date.now();
  const told: Told[] = [];
  for (const limit of limits) {
    const taken = takeFrom(limit, caller, flows, nowMs);
    if (taken === undefined) continue;
    told.push({ limit: limit.name, taken });
    if (taken.waitMs > 0) break;
  }
  tellLimits(told, reply);
}

/** @returns what is left of the key that has least; undefined when the limit counts none of these */
function takeFrom(
  { throttle, keyOf }: Limit,
  caller: Caller,
  flows: readonly MoneyFlow[],
  nowMs: number,
): Taken | undefined {
  const [only] = flows;
  if (flows.length === 1 && only !== undefined) {
    const key = keyOf(caller, only);
    return key === null ? undefined : throttle.take(key, nowMs);
  }
  const counts = new Map<string, number>();
  for (const flow of flows) {
    const key = keyOf(caller, flow);
    if (key !== null) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const taken = [...counts].map(([key, count]) => throttle.take(key, nowMs, count));
  return taken.sort((one, other) => other.waitMs - one.waitMs || one.left - other.left)[0];
}
