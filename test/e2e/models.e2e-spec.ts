import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ClientPayment, GatewayClient } from '../../tools/replay/gateway-client.js';
import { App } from '../support/app.js';
import { type Bank, eventually, openBank } from '../support/bank.js';
import { Scientist } from '../support/scientist.js';

const shipped = 'fraud/1';
const careful = { hold: 0.9, decline: null };
const holdsEverything = { hold: 0, decline: null };

/** Small payments among some customers, one after another on each of some connections, until told to stop. */
class SteadyLoad {
  readonly answers: ClientPayment[] = [];
  private isStopping = false;
  private readonly workers: Promise<void>[];

  constructor(
    private readonly client: GatewayClient,
    accounts: readonly string[],
    connections: number,
  ) {
    this.workers = Array.from({ length: connections }, (_, index) => this.work(accounts, index));
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    await Promise.all(this.workers);
  }

  private async work(accounts: readonly string[], first: number): Promise<void> {
    for (let index = first; !this.isStopping; index += 7) {
      this.answers.push(
        await this.client.pay({
          idempotencyKey: randomUUID(),
          eventTime: new Date(),
          payer: accounts[index % accounts.length] ?? '',
          payee: accounts[(index + 3) % accounts.length] ?? '',
          amountMinor: 1 + (index % 20),
          currency: 'GBP',
          type: 'transfer',
          deviceId: `phone ${index % accounts.length}`,
          ipAddress: null,
        }),
      );
    }
  }
}

describe('the life of a model, under load', () => {
  let bank: Bank;
  let client: GatewayClient;
  let load: SteadyLoad;
  const ada = (): Scientist => new Scientist(bank, 'ada');
  const ben = (): Scientist => new Scientist(bank, 'ben');
  const champion = async (): Promise<string> => (await ada().list()).body.champion;

  beforeAll(async () => {
    bank = await openBank({ services: ['gateway', 'scoring'], environment: { CHAMPION: shipped } });
    client = new GatewayClient(bank.gateway, () => bank.tokens.service('test'));
    const app = new App(bank);
    const accounts = await Promise.all(Array.from({ length: 60 }, () => app.openAccount(100_000_000)));
    load = new SteadyLoad(client, accounts, 12);
  }, 90_000);
  afterAll(async () => {
    await load.stop();
    await client.close();
    await bank.close();
  }, 60_000);

  it('begins with the model of the settings as champion', async () => {
    expect(await champion()).toBe(shipped);
    const { body } = await ada().show(shipped);
    expect([body.role, body.events[0].action]).toEqual(['champion', 'promoted']);
  });

  it('takes a push once, and refuses other files under the same version', async () => {
    const { status, body } = await ada().push('bad', holdsEverything);
    expect([status, body.id]).toEqual([201, 'fraud/bad']);
    expect((await ben().push('bad', holdsEverything)).status).toBe(201);
    expect((await ben().push('bad', careful)).body.code).toBe('conflict.model_exists');
  }, 30_000);

  it('refuses a broken push with the reason and the remedy', async () => {
    const { status, body } = await ada().post('', {
      manifest: '{"name": "fraud"}',
      golden: '{}',
      onnx: 'AAAA',
    });
    expect([status, body.code, body.refusal]).toEqual([422, 'model.refused', 'manifest.invalid']);
    expect(body.detail).toContain('manifest.json:1');
  }, 30_000);

  it('replays past decisions and says what the model would have cost', async () => {
    await eventually('some payments are decided', () => Promise.resolve(load.answers.length > 200));
    const { status, body } = await ada().post('fraud/bad/replay', { days: 1 });
    expect(status).toBe(200);
    const { report } = body;
    expect(report.decisions).toBeGreaterThan(150);
    expect(report.extraHolds.payments).toBe(report.decisions);
    expect(report.extraHours).toBeCloseTo((report.decisions * 6) / 60, 6);
    expect(report.flips).toMatchObject([{ from: 'approve', to: 'hold' }]);
    const page = await ada().page('fraud/bad');
    expect(page.text).toContain('<h1>fraud/bad against fraud/1</h1>');
  }, 30_000);

  it('in shadow scores every payment and decides none', async () => {
    expect((await ada().post('fraud/bad/shadow')).status).toBe(204);
    const rows = await eventually('decisions with two scores', async () => {
      const found = await bank.sql<{ model: string; outcome: string }>(
        `SELECT model, outcome FROM scoring.decisions WHERE scores::jsonb ? 'fraud/bad'`,
      );
      return found.length > 50 && found;
    });
    expect(new Set(rows.map(({ model, outcome }) => `${model} ${outcome}`))).toEqual(
      new Set(['fraud/1 approve']),
    );
  }, 30_000);

  it('as a bad canary decides for its payers only, and is taken back within seconds', async () => {
    const startMs = Date.now();
    expect((await ada().post('fraud/bad/canary', { share: 20 })).status).toBe(204);
    const event = await eventually('it is taken back', async () => {
      const { body } = await ada().show('fraud/bad');
      return body.role === 'shadow' && body.events[0];
    });
    expect([event.action, event.actor, event.detail.breach]).toEqual([
      'taken back',
      'guardrail',
      'hold rate',
    ]);
    expect(Date.now() - startMs).toBeLessThan(15_000);
    const payers = await bank.sql<{ payer: string; models: number }>(
      `SELECT payment->'payer'->>'accountId' AS payer, count(DISTINCT model)::int AS models
       FROM scoring.decisions WHERE model = 'fraud/bad' GROUP BY 1`,
    );
    expect(payers.length).toBeGreaterThan(0);
    expect(payers.length).toBeLessThan(30);
    await ada().post('fraud/bad/retire');
  }, 40_000);

  it('is promoted after a replay only, by a second person, and decides everywhere within 2 s', async () => {
    await ada().push('good', careful);
    expect((await ada().post('fraud/good/promote')).body.code).toBe('conflict.replay_missing');
    await ada().post('fraud/good/replay', { days: 1 });
    expect((await ada().post('fraud/good/promote')).body).toEqual({ state: 'requested', by: 'ada' });
    expect((await ada().post('fraud/good/promote')).body.code).toBe('conflict.second_person');
    expect((await ben().post('fraud/good/promote')).body).toEqual({ state: 'promoted', by: 'ben' });
    const promotedAt = new Date();
    expect(await champion()).toBe('fraud/good');
    await sleep(2500);
    const rows = await bank.sql<{ model: string }>(
      `SELECT DISTINCT model FROM scoring.decisions WHERE decided_at > $1::timestamptz + interval '2 s'`,
      [promotedAt],
    );
    expect(rows).toEqual([{ model: 'fraud/good' }]);
  }, 30_000);

  it('is compared with its own first decisions, of which there are too few to judge', async () => {
    const { body } = await ada().drift();
    expect(body).toMatchObject({ model: 'fraud/good', current: 0, isJudged: false, drifted: [] });
    expect(body.reference).toBeGreaterThan(0);
  });

  it('keeps the last comparison of each day, one for each champion of the day', async () => {
    await ada().drift();
    const last = (await ada().drift()).body;
    const { items } = (await ada().driftOfDays(2)).body;
    const kept = items.filter(({ model }: { model: string }) => model === 'fraud/good');
    expect(kept).toHaveLength(1);
    expect(kept[0]).toMatchObject({ isJudged: false, day: kept[0].madeAt.slice(0, 10) });
    expect(kept[0].reference).toBe(last.reference);
    expect((await ada().driftOfDays(0)).body.code).toBe('request.invalid');
  });

  it('goes back to the champion before with one call, in under a second', async () => {
    const startMs = performance.now();
    expect((await ben().post('rollback')).body).toEqual({ champion: shipped });
    expect(performance.now() - startMs).toBeLessThan(1000);
    expect(await champion()).toBe(shipped);
  });

  it('may be killed: payments are then held, marked degraded, and never waved through', async () => {
    expect((await ada().post(`${shipped}/kill`)).status).toBe(204);
    const [row] = await eventually('a decision without a model', async () => {
      const found = await bank.sql<{ outcome: string; judgement: object; score: null }>(
        `SELECT outcome, judgement, score FROM scoring.decisions WHERE model = 'none'`,
      );
      return found.length > 0 && found;
    });
    expect(row).toMatchObject({ outcome: 'hold', score: null, judgement: { isDegraded: true } });
    expect((await ben().post('rollback')).body).toEqual({ champion: shipped });
  }, 30_000);

  it('loses no payment, decides none twice, and none by half a model', async () => {
    await load.stop();
    expect(load.answers.filter(({ status }) => !['settled', 'held'].includes(status))).toEqual([]);
    const [counts] = await bank.sql<{ payments: number; decisions: number; torn: number }>(`
      SELECT (SELECT count(*) FROM payments.payments)::int AS payments, count(*)::int AS decisions,
        count(*) FILTER (WHERE model <> 'none' AND (scores->>model)::float8 <> score)::int AS torn
      FROM scoring.decisions`);
    expect(counts).toEqual({ payments: load.answers.length, decisions: load.answers.length, torn: 0 });
    expect((await bank.verifyLedger()).faults).toEqual([]);
  }, 30_000);
});
