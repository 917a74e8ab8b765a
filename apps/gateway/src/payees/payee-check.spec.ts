import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkPayee, type Holder } from './payee-check.js';

const person: Holder = { name: 'John Smith', kind: 'personal', isWithheld: false, isClosed: false };
const shop: Holder = { ...person, name: 'Acme Garden Ltd', kind: 'business' };

describe('a payee check', () => {
  it.each([
    ['John Smith', 'personal', person, 'MATC', null],
    ['J Smith', 'personal', person, 'MBAM', 'John Smith'],
    ['Jane Doe', 'personal', person, 'ANNM', null],
    ['John Smith', 'business', person, 'PANM', null],
    ['J Smith', 'business', person, 'PAMM', 'John Smith'],
    ['Acme Garden', 'business', shop, 'MATC', null],
    ['Acme Garden', 'personal', shop, 'BANM', null],
    ['Acme Gardne', 'personal', shop, 'BAMM', 'Acme Garden Ltd'],
    ['John Smith', 'personal', undefined, 'AC01', null],
    ['John Smith', 'personal', { ...person, isClosed: true }, 'AC01', null],
    ['John Smith', 'personal', { ...person, name: null, kind: null }, 'ACNS', null],
    ['John Smith', 'personal', { ...person, isWithheld: true }, 'OPTO', null],
  ] as const)('of "%s" as %s is answered by its code', (name, kind, holder, code, told) => {
    expect(checkPayee(holder, name, kind)).toEqual({ code, name: told });
  });

  it('tells a name for a close match alone', () => {
    const kinds = fc.constantFrom('personal' as const, 'business' as const);
    fc.assert(
      fc.property(fc.string(), kinds, fc.constantFrom(person, shop), (name, kind, holder) => {
        const result = checkPayee(holder, name, kind);
        expect(result.name !== null).toBe(['MBAM', 'BAMM', 'PAMM'].includes(result.code));
      }),
    );
  });
});
