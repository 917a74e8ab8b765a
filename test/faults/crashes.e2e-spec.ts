import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { faultRun } from '../../tools/faults/fault-schedule.js';
import {
  accountsOpened as accountsOpenedByFaults,
  FaultyBank,
  owner,
  type Target,
} from '../../tools/faults/faulty-bank.js';
import { inProject } from '../../tools/project.js';
import { fetchKafkaJars } from '../../tools/stack/kafka-jars.js';
import { nativeParts } from '../../tools/stack/infrastructure.js';
import type { NativeKafka } from '../../tools/stack/native-kafka.js';
import type { NativePostgres } from '../../tools/stack/native-postgres.js';
import { type ClientPayment, GatewayClient } from '../../tools/replay/gateway-client.js';
import { type Bank, eventually, openBank } from '../support/bank.js';

const payments = 2000;
const inFlight = 40;
const accountsOpened = 50;
/** `npm run faults` makes more. */
const scheduleMs = 15_000;
const scheduledMin = 5;

describe('in the middle of 2,000 payments', () => {
  let kafka: NativeKafka;
  let postgres: NativePostgres;
  let bank: Bank;
  let client: GatewayClient;
  let accounts: string[];

  beforeAll(async () => {
    const jars = await fetchKafkaJars(inProject('.paymo', 'cache'), () => undefined);
    const home = await mkdtemp(join(tmpdir(), 'paymo-faults-'));
    ({ kafka, postgres } = await nativeParts(home, jars));
    await Promise.all([kafka.start(), postgres.start()]);
    bank = await openBank({
      brokers: kafka.brokers,
      adminUrl: postgres.url,
      environment: { DECISION_DEADLINE_MS: '180000' },
    });
    client = new GatewayClient(bank.gateway, () => bank.tokens.service('test'));
    accounts = await Promise.all(
      Array.from({ length: accountsOpened }, (_, index) =>
        client.openAccount({
          name: `p${index}`,
          kind: 'customer',
          currency: 'GBP',
          openingDeposit: 1_000_000,
          owner: `p${index}`,
        }),
      ),
    );
  }, 120_000);

  afterAll(async () => {
    await client.close();
    await bank.close();
    await Promise.all([kafka.stop(), postgres.stop()]);
  }, 60_000);

  const faults: [fault: string, strike: () => Promise<void> | void][] = [
    [
      'kill -9 of the gateway',
      () => {
        bank.services.gateway.kill();
      },
    ],
    [
      'kill -9 of scoring',
      () => {
        bank.services.scoring.kill();
      },
    ],
    [
      'kill -9 of the broker',
      async () => {
        await kafka.kill();
        await kafka.start();
      },
    ],
    [
      'a restart of Postgres',
      async () => {
        await postgres.stop();
        await postgres.start();
      },
    ],
  ];

  it.each(faults)(
    '%s loses, doubles and forgets none',
    async (fault, strike) => {
      const before = await totals();
      const others = processesExcept(fault);
      const sent = await sendAll(fault, strike);
      const final = await Promise.all(sent.map((payment) => untilFinal(payment)));
      const after = await totals();

      expect(final.filter(({ status }) => status !== 'settled')).toEqual([]);
      expect(new Set(final.map(({ id }) => id)).size).toBe(payments);
      expect(after.payments - before.payments).toBe(payments);
      expect(after.moved - before.moved).toBe(payments * 10);
      expect(after.decisions - before.decisions).toBe(payments);
      expect(after.unfinished).toBe(0);
      expect(processesExcept(fault)).toEqual(others);
      expect((await bank.verifyLedger()).faults).toEqual([]);
    },
    180_000,
  );

  it('a seeded schedule of kills, payments and refunds loses, doubles and forgets none', async () => {
    const target: Target = {
      gateway: bank.gateway,
      serviceToken: () => bank.tokens.service('test'),
      ownerToken: () => bank.tokens.for(owner, ['customer']),
      strike: async (victim) => {
        // The broker and Postgres have tests of their own, and take long to come back.
        const service = victim === 'kafka' || victim === 'postgres' ? 'gateway' : victim;
        bank.services[service].kill();
        await bank.services[service].untilReady();
      },
    };
    const faulty = new FaultyBank(target, 'schedule');
    await faulty.open();
    try {
      const untilMs = Date.now() + scheduleMs;
      let runs = 0;
      for (; Date.now() < untilMs || runs < scheduledMin; runs += 1)
        await faulty.run(faultRun(1, runs, accountsOpenedByFaults));
      expect(await faulty.faults()).toEqual([]);
      expect((await bank.verifyLedger()).faults).toEqual([]);
    } finally {
      await faulty.close();
    }
  }, 180_000);

  /** The services that the fault does not name, with their process: it must not change. */
  function processesExcept(fault: string): [service: string, pid: number | undefined][] {
    return Object.values(bank.services)
      .filter(({ service }) => !fault.endsWith(service))
      .map(({ service, pid }) => [service, pid]);
  }

  /** Sends the payments, 10 pence each, and lets the fault strike when a quarter is on its way. */
  async function sendAll(run: string, strike: () => Promise<void> | void): Promise<ClientPayment[]> {
    const results: ClientPayment[] = [];
    let next = 0;
    let struck: Promise<void> | undefined;
    const worker = async (): Promise<void> => {
      while (next < payments) {
        const index = next;
        next += 1;
        if (index === payments / 4) struck = Promise.resolve(strike());
        const payer = accounts[index % accountsOpened] ?? '';
        const payee = accounts[(index * 7 + 3) % accountsOpened] ?? '';
        results[index] = await client.pay({
          idempotencyKey: `${run.replaceAll(' ', '-')}-${index}`,
          eventTime: new Date(),
          payer,
          payee: payee === payer ? (accounts[(index + 1) % accountsOpened] ?? '') : payee,
          amountMinor: 10,
          currency: 'GBP',
          type: 'transfer',
          deviceId: null,
          ipAddress: null,
        });
      }
    };
    await Promise.all(Array.from({ length: inFlight }, worker));
    await struck;
    return results;
  }

  function untilFinal(payment: ClientPayment): Promise<ClientPayment> {
    return eventually(
      `${payment.id} is decided`,
      async () => {
        const current = payment.status === 'submitted' ? await client.payment(payment.id) : payment;
        return current.status === 'submitted' ? undefined : current;
      },
      90_000,
    );
  }

  async function totals(): Promise<Record<'payments' | 'moved' | 'decisions' | 'unfinished', number>> {
    const [row] = await bank.sql<Record<'payments' | 'moved' | 'decisions' | 'unfinished', string>>(`
      SELECT (SELECT count(*) FROM payments.payments) AS payments,
        (SELECT coalesce(sum(amount_minor), 0) FROM payments.ledger_transfers WHERE kind = 'post') AS moved,
        (SELECT count(*) FROM scoring.decisions) AS decisions,
        (SELECT count(*) FROM payments.open_payments) AS unfinished`);
    const number = (text: string | undefined): number => Number(text);
    return {
      payments: number(row?.payments),
      moved: number(row?.moved),
      decisions: number(row?.decisions),
      unfinished: number(row?.unfinished),
    };
  }
});
