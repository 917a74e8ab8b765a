import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { readBound } from '../../apps/gateway/src/events/feed-statements.js';
import { App, money } from '../support/app.js';
import { type Bank, eventually, openBank } from '../support/bank.js';
import { EventStream, type HeardEvent } from '../../tools/faults/event-stream.js';
import { payEverything } from '../support/suspicious.js';

const steps = (heard: readonly HeardEvent[]): string[] =>
  heard.flatMap(({ payment }) =>
    payment === undefined ? [] : [`${payment.id} ${payment.version} ${payment.status}`],
  );

describe('the events of a customer', () => {
  let bank: Bank;
  let ada: App;
  let ben: App;
  const streams: EventStream[] = [];

  beforeAll(async () => {
    bank = await openBank({ services: ['gateway', 'scoring'] });
    ada = new App(bank, 'ada');
    ben = new App(bank, 'ben');
  }, 90_000);
  afterEach(() => {
    for (const stream of streams.splice(0)) stream.close();
  });
  afterAll(() => bank.close(), 60_000);

  function listen(app: App, lastEventId?: string): Promise<EventStream> {
    const stream = new EventStream(bank.gateway, () => app.signedIn, lastEventId);
    streams.push(stream);
    return stream.open();
  }

  it('tell the payer every step of a payment and the payee its end', async () => {
    const [payer, payee] = [await ada.openAccount(10_000), await ben.openAccount(0)];
    const [payers, payees] = [await listen(ada), await listen(ben)];
    const { id } = (await ada.pay({ payer, payee, amount: money(10) })).body;
    await eventually('both hear', () =>
      Promise.resolve(payers.heard.length === 2 && payees.heard.length === 1),
    );

    expect(payers.heard.map(({ type }) => type)).toEqual(['payment.submitted', 'payment.settled']);
    expect(payees.heard.map(({ type }) => type)).toEqual(['payment.settled']);
    expect(payees.heard[0]?.payment).toEqual((await ben.payment(id)).body);
  });

  it('tell nobody else, and the payee nothing of a payment that is held', async () => {
    const eve = new App(bank, 'eve');
    const [eves, apps] = [await listen(eve), await listen(ada)];
    await payEverything(ada);
    await eventually('the payer hears of the hold', () => Promise.resolve(apps.heard.length === 2));
    await sleep(300);

    expect(apps.heard.at(-1)?.type).toBe('payment.held');
    expect(eves.heard).toEqual([]);
  });

  it('go on after a restart of the gateway and broken connections, each once and in one order', async () => {
    const [first, second, other] = [
      await ada.openAccount(1_000_000),
      await ada.openAccount(1_000_000),
      await ben.openAccount(0),
    ];
    const since = (await listen(ada)).lastEventId;
    const stream = await listen(ada);
    const sent: Promise<unknown>[] = [];
    for (let count = 0; count < 120; count += 1) {
      const payer = count % 2 === 0 ? first : second;
      sent.push(
        ada.pay({ payer, payee: other, amount: money(10 + count) }, { prefer: 'wait=0' }).catch(() => null),
      );
      if (count % 17 === 16) stream.drop();
      if (count === 60) {
        bank.services.gateway.kill();
        await sleep(100);
        await bank.services.gateway.untilReady();
      }
      await sleep(10);
    }
    await Promise.all(sent);
    const written = await eventually('every accepted payment is decided', async () => {
      const rows = await bank.sql<{ step: string; is_open: boolean }>(
        `SELECT 'pay_' || h.payment_id || ' ' || h.version || ' ' || h.to_status AS step,
           p.status = 'submitted' AS is_open
         FROM payments.payment_history h JOIN payments.payments p ON p.id = h.payment_id
         WHERE p.payer_id = ANY($1::uuid[]) ORDER BY h.transaction, h.sequence`,
        [[first.slice(4), second.slice(4)]],
      );
      return rows.length > 0 && rows.every(({ is_open }) => !is_open) && rows.map(({ step }) => step);
    });
    await eventually('the stream has all', () => Promise.resolve(stream.heard.length >= written.length));
    await sleep(300);

    expect(written.length).toBeGreaterThan(150);
    expect(steps(stream.heard)).toEqual(written);

    const later = await listen(ada, since);
    await eventually('a late stream catches up', () => Promise.resolve(later.heard.length >= written.length));
    expect(steps(later.heard)).toEqual(written);
  }, 60_000);

  it('wait for no transaction but those of the gateway', async () => {
    const client = new pg.Client({ connectionString: bank.adminUrl });
    await client.connect();
    await client.query('BEGIN');
    await client.query('SELECT pg_current_xact_id()');
    const [payer, payee] = [await ada.openAccount(10_000), await ben.openAccount(0)];
    const stream = await listen(ada);
    await ada.pay({ payer, payee, amount: money(10) });
    await eventually('the steps are heard', () => Promise.resolve(stream.heard.length === 2), 5000);
    await client.query('ROLLBACK');
    await client.end();

    expect(stream.heard.at(-1)?.type).toBe('payment.settled');
  });

  it('know a transaction that began while they looked as one to come, not as one of long ago', async () => {
    const [looking, beginning] = [
      new pg.Client({ connectionString: bank.roleUrl('gateway') }),
      new pg.Client({ connectionString: bank.roleUrl('gateway') }),
    ];
    await Promise.all([looking.connect(), beginning.connect()]);
    await looking.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    const seen = await looking.query('SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS next');
    await bank.sql('SELECT pg_current_xact_id()');
    await beginning.query('BEGIN');
    await beginning.query('SELECT pg_current_xact_id()');
    const { rows } = await looking.query(readBound.text);
    await Promise.all([looking.end(), beginning.end()]);

    expect(rows).toEqual([{ bound: seen.rows[0].next }]);
  });

  it('are refused from a place that is none, and to an eleventh stream of one person', async () => {
    const wrong = await fetch(`${bank.gateway}/v1/events`, {
      headers: { ...ada.signedIn, 'last-event-id': 'yesterday' },
    });
    expect([wrong.status, (await wrong.json()).errors[0].pointer]).toEqual([400, '/headers/last-event-id']);

    const eve = new App(bank, 'eve');
    await Promise.all(Array.from({ length: 10 }, () => listen(eve)));
    const one = await fetch(`${bank.gateway}/v1/events`, { headers: eve.signedIn });
    expect([one.status, (await one.json()).code]).toEqual([429, 'limit.too_many_requests']);
  });
});
