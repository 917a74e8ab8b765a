import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { App, money } from '../support/app.js';
import { type Bank, eventually, openBank } from '../support/bank.js';
import { EventStream } from '../support/event-stream.js';
import { payEverything } from '../support/suspicious.js';

describe('the events of a customer', () => {
  let bank: Bank;
  let ada: App;
  let ben: App;
  const streams: EventStream[] = [];

  beforeAll(async () => {
    bank = await openBank();
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
