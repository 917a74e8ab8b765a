import { createHash } from 'node:crypto';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { readMapping } from '../payment-log/mapping.js';
import { type LoggedPayment, readPaymentLog } from '../payment-log/read-payment-log.js';
import { dayMs } from './calendar.js';
import { csvChunks, writePayments } from './csv-file.js';
import { defaultOptions, type SimulatorOptions, simulatorSettings } from './settings.js';
import { type LabelledPayment, simulate } from './simulate.js';

function payments(options: Partial<SimulatorOptions> = {}): LabelledPayment[] {
  const few = { seed: '7', customers: '400', days: '30', fraudShare: '0.01' };
  return [...simulate(simulatorSettings({ ...defaultOptions, ...few, ...options }))];
}

function sha256(log: readonly LabelledPayment[]): string {
  const hash = createHash('sha256');
  for (const chunk of csvChunks(log)) hash.update(chunk);
  return hash.digest('hex');
}

const log = payments();
const beginning = log.slice(0, 3000);

describe('the bytes of a log', () => {
  it('are the same for the same seed and others for another one', () => {
    const bytes = sha256(log);
    expect(sha256(payments())).toBe(bytes);
    expect(sha256(payments({ seed: '8' }))).not.toBe(bytes);
  });

  it('are the same when compressed, and hold no time of writing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'simulated-'));
    const [plain, one, other] = ['x.csv', 'one.csv.gz', 'other.csv.gz'].map((name) => join(folder, name));
    for (const path of [plain, one, other]) await writePayments(path!, beginning);
    const zipped = await readFile(one!);
    expect(await readFile(other!)).toEqual(zipped);
    expect(zipped.subarray(4, 8)).toEqual(Buffer.alloc(4));
    expect(gunzipSync(zipped)).toEqual(await readFile(plain!));
  });
});

describe('a simulated log', () => {
  it('is in the order of time and within its days', () => {
    const times = log.map(({ payment }) => payment.atMs);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect(times[0]).toBeGreaterThanOrEqual(Date.UTC(2026, 0, 1));
    expect(times.at(-1)).toBeLessThan(Date.UTC(2026, 0, 31));
  });

  it('has balances that follow from the payments and are never negative', () => {
    const balances = new Map<string, number>();
    const isRight = (name: string, beforeMinor: number | null, changeMinor: number): boolean => {
      if (!name.startsWith('C') || beforeMinor === null) return !name.startsWith('C') && beforeMinor === null;
      const expected = balances.get(name) ?? beforeMinor;
      balances.set(name, beforeMinor + changeMinor);
      return beforeMinor === expected && Math.min(beforeMinor, beforeMinor + changeMinor) >= 0;
    };
    const wrong = log.filter(({ payment: { payer, payee, amountMinor, ...balance } }) => {
      const isPayerRight = isRight(payer, balance.payerBalanceMinor, -amountMinor);
      const isPayeeRight = isRight(payee, balance.payeeBalanceMinor, amountMinor);
      return !isPayerRight || !isPayeeRight || !Number.isSafeInteger(amountMinor) || amountMinor <= 0;
    });
    expect(wrong).toEqual([]);
    expect(balances.size).toBeGreaterThan(390);
  });

  it('has about the share of fraud that is asked for', () => {
    const frauds = log.filter(({ payment }) => payment.fraud !== null).length;
    expect(frauds / log.length).toBeGreaterThan(0.007);
    expect(frauds / log.length).toBeLessThan(0.013);
    expect(payments({ fraudShare: '0' }).every(({ payment }) => payment.fraud === null)).toBe(true);
  });

  it('holds only the typologies that are asked for', () => {
    const only = payments({ typologies: 'card-testing,bust-out' });
    const names = new Set(only.flatMap(({ payment }) => payment.fraud?.campaign.typology ?? []));
    expect([...names].toSorted()).toEqual(['bust-out', 'card-testing']);
  });

  it('reads as it was written through the mapping of the project', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'simulated-')), 'x.csv.gz');
    await writePayments(path, beginning);
    const read: LoggedPayment[] = [];
    const mapping = await readMapping('models/training/mappings/simulated.json');
    for await (const payment of readPaymentLog(path, mapping)) read.push(payment);
    const kind = (name: string) => (name.startsWith('C') ? 'customer' : 'merchant');
    expect(read).toEqual(
      beginning.map(({ payment, knownAtMs }, index) => ({
        record: index + 2,
        occurredAtMs: payment.atMs,
        payer: { name: payment.payer, kind: kind(payment.payer), balanceMinor: payment.payerBalanceMinor },
        payee: { name: payment.payee, kind: kind(payment.payee), balanceMinor: payment.payeeBalanceMinor },
        type: payment.type,
        amountMinor: payment.amountMinor,
        isFraud: payment.fraud !== null,
        knownAtMs: knownAtMs ?? payment.atMs + 365 * dayMs,
        deviceId: payment.origin?.device ?? null,
        ipAddress: payment.origin?.ip ?? null,
      })),
    );
  });
});

describe('labels', () => {
  const labelled = payments({ labelDelayDays: '5', missingLabels: '0.3' });
  const frauds = labelled.filter(({ payment }) => payment.fraud !== null);
  const honest = labelled.filter(({ payment }) => payment.fraud === null);

  it('of honest payments are known after the delay, but for the share that is missing', () => {
    const known = honest.filter(({ knownAtMs }) => knownAtMs !== null);
    expect(known.every(({ payment, knownAtMs }) => knownAtMs === payment.atMs + 5 * dayMs)).toBe(true);
    const deviation = Math.sqrt((0.3 * 0.7) / honest.length);
    expect(Math.abs(1 - known.length / honest.length - 0.3)).toBeLessThan(4 * deviation);
  });

  it('of frauds come or stay away case by case, with the delay as their mean', () => {
    const delays = new Map(frauds.map(({ payment }) => [payment.fraud, payment.fraud!.reportDelayMs]));
    for (const { payment, knownAtMs } of frauds)
      expect(knownAtMs === null ? null : knownAtMs - payment.atMs).toBe(delays.get(payment.fraud));
    const known = [...delays.values()].filter((delay) => delay !== null);
    expect(known.length).toBeGreaterThan(60);
    const missingDeviation = Math.sqrt((0.3 * 0.7) / delays.size);
    expect(Math.abs(1 - known.length / delays.size - 0.3)).toBeLessThan(4 * missingDeviation);
    const meanDays = known.reduce((sum, delay) => sum + delay, 0) / known.length / dayMs;
    expect(Math.abs(meanDays - 5)).toBeLessThan(4 * (5 / Math.SQRT2 / Math.sqrt(known.length)));
    expect(Math.min(...known)).toBeGreaterThanOrEqual(3_600_000);
  });
});

describe('drift', () => {
  const startOf = (day: number): number => Date.UTC(2026, 0, 1 + day);
  const until = (all: readonly LabelledPayment[], day: number): LabelledPayment[] =>
    all.filter(({ payment }) => payment.atMs < startOf(day));
  const from = (all: readonly LabelledPayment[], day: number): LabelledPayment[] =>
    all.filter(({ payment }) => payment.atMs >= startOf(day));

  it.each(['amounts', 'new-typology', 'behaviour'])('of %s changes nothing before its day', (kind) => {
    const drifted = payments({ drift: [`${kind}@15`] });
    expect(sha256(until(drifted, 15))).toBe(sha256(until(log, 15)));
    expect(sha256(from(drifted, 15))).not.toBe(sha256(from(log, 15)));
  });

  it('of amounts makes purchases half as dear again', () => {
    const median = (all: readonly LabelledPayment[]): number => {
      const purchases = all.filter(({ payment }) => payment.type === 'payment' && payment.fraud === null);
      return purchases.map(({ payment }) => payment.amountMinor).toSorted((one, other) => one - other)[
        Math.floor(purchases.length / 2)
      ]!;
    };
    const drifted = payments({ drift: ['amounts@15'] });
    const ratio = median(from(drifted, 15)) / median(from(log, 15));
    expect(ratio).toBeGreaterThan(1.35);
    expect(ratio).toBeLessThan(1.6);
  });

  it('of a new typology brings invoice redirection from its day on', () => {
    const isRedirection = ({ payment }: LabelledPayment): boolean =>
      payment.fraud?.campaign.typology === 'invoice-redirection';
    expect(log.some(isRedirection)).toBe(false);
    const redirections = payments({ drift: ['new-typology@15'] }).filter(isRedirection);
    expect(redirections.length).toBeGreaterThan(5);
    expect(redirections[0]!.payment.atMs).toBeGreaterThanOrEqual(startOf(15));
  });

  it('of behaviour moves takeovers to devices that the payer used before', () => {
    const shareOnKnownDevice = (all: readonly LabelledPayment[]): number => {
      const devices = new Set<string>();
      let takeovers = 0;
      let known = 0;
      for (const { payment } of all) {
        const key = `${payment.payer} ${payment.origin?.device ?? ''}`;
        if (payment.fraud?.campaign.typology === 'account-takeover') {
          takeovers += 1;
          known += Number(devices.has(key));
        } else devices.add(key);
      }
      return known / takeovers;
    };
    const options = { fraudShare: '0.05', typologies: 'account-takeover' };
    expect(shareOnKnownDevice(payments(options))).toBeLessThan(0.4);
    expect(shareOnKnownDevice(payments({ ...options, drift: ['behaviour@0'] }))).toBeGreaterThan(0.6);
  });
});

describe('the cost of a payment', () => {
  it('hardly rises with customers and days', () => {
    const costOf = (customers: string, days: string): number => {
      const { user } = process.cpuUsage();
      let made = 0;
      for (const { day } of simulate(simulatorSettings({ ...defaultOptions, seed: '3', customers, days })))
        made += Number(day >= 0);
      return (process.cpuUsage().user - user) / made;
    };
    costOf('500', '20');
    expect(costOf('4000', '30') / costOf('500', '60')).toBeLessThan(4);
  });
});
