import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fuzzGateway } from '../../tools/fuzz/fuzz-gateway.js';
import { type Bank, openBank } from '../support/bank.js';

describe('a gateway under generated requests', () => {
  let bank: Bank;

  beforeAll(async () => {
    bank = await openBank({ services: ['gateway', 'scoring'] });
  }, 60_000);
  afterAll(() => bank.close(), 30_000);

  it('answers each as the published description says, and none with a server error', async () => {
    let printed = '';
    const { requests, failedRounds } = await fuzzGateway({
      gateway: bank.gateway,
      token: () => bank.tokens.for('ada', ['customer']),
      seed: 1,
      requestsMin: 1,
      casesMax: 5,
      print: (text) => (printed += text),
    });
    expect([failedRounds, failedRounds > 0 ? printed : '']).toEqual([0, '']);
    expect(requests).toBeGreaterThan(500);
  }, 240_000);
});
