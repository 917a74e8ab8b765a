import { describe, expect, it } from '@jest/globals';
import { defaultOptions, type SimulatorOptions, simulatorSettings } from './settings.js';

const options: SimulatorOptions = { ...defaultOptions, seed: '1', customers: '100', days: '30' };

describe('the options of the simulator', () => {
  it('become settings', () => {
    expect(
      simulatorSettings({ ...options, from: '2026-03-01', drift: ['amounts@3', 'behaviour@29'] }),
    ).toEqual({
      seed: 1,
      customers: 100,
      days: 30,
      fromMs: Date.UTC(2026, 2, 1),
      fraudShare: 0.002,
      typologies: [
        'account-takeover',
        'authorised-push-payment',
        'mule-network',
        'card-testing',
        'bust-out',
        'synthetic-identity',
      ],
      drift: new Map([
        ['amounts', 3],
        ['behaviour', 29],
      ]),
      labelDelayDays: 7,
      missingLabels: 0.2,
    });
  });

  const faults: [wrong: Partial<SimulatorOptions>, says: string][] = [
    [{ seed: 'x' }, '--seed must be a whole number up to 4294967295'],
    [{ customers: '99' }, '--customers must be a whole number from 100'],
    [{ days: '0' }, '--days must be a whole number from 1'],
    [{ from: '2026-02-30x' }, '--from must be a date such as 2026-01-01'],
    [{ from: '2026-13-01' }, '--from must be a date of the calendar'],
    [{ from: '2026-02-30' }, '--from must be a date of the calendar'],
    [{ fraudShare: '0.3' }, '--fraud-share must be a share from 0 to 0.2'],
    [{ typologies: 'card-testing,theft' }, '--typologies must be some of account-takeover'],
    [{ typologies: 'invoice-redirection' }, '--typologies must be some of account-takeover'],
    [{ drift: ['amounts'] }, '--drift must be none, or some of amounts@DAY'],
    [{ drift: ['weather@3'] }, '--drift must be none, or some of amounts@DAY'],
    [{ drift: ['amounts@30'] }, '--drift amounts@30: the last day is 29'],
    [{ labelDelayDays: '-1' }, '--label-delay-days must be a number of days'],
    [{ missingLabels: '1.5' }, '--missing-labels must be a share from 0 to 1'],
  ];
  it.each(faults)('with %j are refused', (wrong, says) => {
    expect(() => simulatorSettings({ ...options, ...wrong })).toThrow(says);
  });

  it('are refused with all their faults at once', () => {
    expect(() => simulatorSettings({ ...options, seed: 'x', days: 'y' })).toThrow(/--seed[^]*--days/);
  });
});
