import { describe, expect, it } from '@jest/globals';
import { gatewaySettings } from './settings.js';

const required = {
  DATABASE_URL: 'postgres://u:p@localhost/x',
  KAFKA_BROKERS: 'a:1',
  TOKEN_ISSUER: 'https://i.example',
};

describe('the settings of claims', () => {
  it.each([
    [{ CLAIM_BUSINESS_DAYS: '10', CLAIM_BUSINESS_DAYS_MAX: '10' }, undefined],
    [{ CLAIM_BUSINESS_DAYS: '11', CLAIM_BUSINESS_DAYS_MAX: '10' }, 'CLAIM_BUSINESS_DAYS_MAX'],
    [{ CLAIM_BUSINESS_DAYS_MAX: '4' }, 'CLAIM_BUSINESS_DAYS_MAX'],
    [{ CLAIM_MONTHS: '120' }, undefined],
    [{ CLAIM_MONTHS: '121' }, 'CLAIM_MONTHS'],
  ])('%j have %s wrong', (environment, name) => {
    const { error } = gatewaySettings.safeParse({ ...required, ...environment });
    expect(error?.issues[0]?.path[0]).toBe(name);
  });
});
