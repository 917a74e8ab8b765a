import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serviceContracts } from '../../tools/contract/service-contracts.js';
import { fuzzService } from '../../tools/fuzz/fuzz-service.js';
import { type Bank, openBank } from '../support/bank.js';

describe('services under generated requests', () => {
  let bank: Bank;

  beforeAll(async () => {
    bank = await openBank({ services: ['gateway', 'scoring', 'loans'] });
  }, 60_000);
  afterAll(() => bank.close(), 30_000);

  it.each(serviceContracts.map((contract) => [contract.service, contract] as const))(
    '%s answers each as the published description says, and none with a server error',
    async (service, contract) => {
      let printed = '';
      const { requests, failedRounds } = await fuzzService({
        contract,
        url: service === 'loans' ? bank.loans : bank.gateway,
        token: () => bank.tokens.for('ada', ['customer']),
        seed: 1,
        requestsMin: 1,
        casesMax: 5,
        print: (text) => (printed += text),
      });
      expect([failedRounds, failedRounds > 0 ? printed : '']).toEqual([0, '']);
      expect(requests).toBeGreaterThan(service === 'loans' ? 100 : 500);
    },
    240_000,
  );
});
