import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { paymentSubmitted } from '@paymo/contracts';
import { catalogueVersion, emptyStates, observe } from '@paymo/features';
import { App, money } from '../support/app.js';
import { type Bank, eventually, openBank } from '../support/bank.js';

const payments = 300;

interface DecisionRow {
  readonly payment: unknown;
  readonly vector: number[];
  readonly score: number;
  readonly model: string;
  readonly policy: string;
  readonly catalogue_version: number;
}

describe('decisions', () => {
  let bank: Bank;
  let app: App;

  beforeAll(async () => {
    bank = await openBank({ services: ['gateway', 'scoring'] });
    app = new App(bank);
  }, 90_000);
  afterAll(() => bank.close(), 60_000);

  it('are replayed from the log with the same vectors, bit for bit, across a crash of scoring', async () => {
    const accounts = await Promise.all(Array.from({ length: 12 }, () => app.openAccount(10_000_000)));
    const hour = 3_600_000;
    const startMs = Date.UTC(2026, 0, 1);
    const sent = Array.from({ length: payments }, (_, index) => {
      const payer = accounts[index % accounts.length];
      const payee = accounts[(index * 5 + 1) % accounts.length];
      const other = payee === payer ? accounts[(index + 1) % accounts.length] : payee;
      const at = new Date(startMs + Math.floor(index / 7) * hour).toISOString();
      if (index === payments / 2) bank.services.scoring.kill();
      return app.pay({ payer, payee: other, amount: money(100 + index) }, { 'paymo-event-time': at });
    });
    const answers = await Promise.all(sent);
    expect(answers.filter(({ status }) => status !== 201 && status !== 202)).toEqual([]);

    const rows = await eventually('all are decided', async () => {
      const found = await bank.sql<DecisionRow>('SELECT * FROM scoring.decisions ORDER BY sequence');
      return found.length === payments && found;
    });
    const states = emptyStates();
    const replayed = rows.map(({ payment }) => {
      const event = paymentSubmitted.schema.parse(payment);
      return observe(states, { ...event, amountMinor: event.amount.value });
    });

    expect(rows.map(({ vector }) => Buffer.from(new Float64Array(vector).buffer).toString('hex'))).toEqual(
      replayed.map((vector) => Buffer.from(new Float64Array(vector).buffer).toString('hex')),
    );
    expect(rows[0]).toMatchObject({
      model: 'fraud/2',
      policy: 'manifest/fraud/2',
      catalogue_version: catalogueVersion,
    });
  }, 60_000);

  it('keep what scoring remembers equal to what a replay remembers', async () => {
    const rows = await bank.sql<DecisionRow>('SELECT payment FROM scoring.decisions ORDER BY sequence');
    const states = emptyStates();
    for (const { payment } of rows) {
      const event = paymentSubmitted.schema.parse(payment);
      observe(states, { ...event, amountMinor: event.amount.value });
    }
    const stored = await bank.sql<{ id: string; state: object }>(
      'SELECT id, state FROM scoring.entity_states',
    );
    const remembered = new Map<string, object>([...states.accounts, ...states.pairs, ...states.origins]);

    expect(new Map(stored.map(({ id, state }) => [id, state]))).toEqual(remembered);
  });

  it('never wave a payment through while scoring is down', async () => {
    const lone = await openBank({ services: ['gateway'] });
    try {
      const alone = new App(lone);
      const [from, to] = [await alone.openAccount(1000), await alone.openAccount(0)];
      const waiting = await alone.pay({ payer: from, payee: to, amount: money(100) }, { prefer: 'wait=300' });
      expect([waiting.status, waiting.body.status]).toEqual([202, 'submitted']);
      expect((await alone.balance(to)).posted).toBe(0);

      lone.services.scoring.start();
      await eventually('scoring decides what queued', async () => {
        const { body } = await alone.payment(waiting.body.id);
        return body.status === 'settled' && true;
      });
      expect((await alone.balance(to)).posted).toBe(100);
    } finally {
      await lone.close();
    }
  }, 60_000);
});
