import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { breakingChanges } from './breaking-changes.js';

const released = readFileSync('docs/reference/openapi/gateway.json', 'utf8');

/** Parsed JSON, in which a test may reach and change everything. */
type Parsed = ReturnType<JSON['parse']>;

/** The released document with a change that is made in place. */
function changed(change: (document: Parsed) => void): Record<string, unknown> {
  const document = JSON.parse(released);
  change(document);
  return document;
}

const bodyOf = (document: Parsed) =>
  document.paths['/v1/payments'].post.requestBody.content['application/json'].schema;
const payment = (document: Parsed) => document.components.schemas.Payment;

describe('the comparison of two API descriptions', () => {
  it('finds no break between a document and itself', () => {
    expect(breakingChanges(JSON.parse(released), JSON.parse(released))).toEqual([]);
  });

  const breaks: [what: string, found: RegExp, change: (document: Parsed) => void][] = [
    ['a removed route', /^GET \/v1\/accounts is gone$/, (d) => delete d.paths['/v1/accounts'].get],
    ['a removed field of an answer', /\/reference is gone/, (d) => delete payment(d).properties.reference],
    [
      'an answer’s field that may be absent',
      /\/version may be absent/,
      (d) => payment(d).required.splice(payment(d).required.indexOf('version'), 1),
    ],
    [
      'a removed value',
      /\/status lost the value held/,
      (d) => {
        const { status } = payment(d).properties;
        status.enum = status.enum.filter((value: string) => value !== 'held');
      },
    ],
    ['a changed type', /\/version changed its type/, (d) => (payment(d).properties.version.type = 'string')],
    ['a removed field of a request', /body\/deviceId is gone/, (d) => delete bodyOf(d).properties.deviceId],
    [
      'a new required field of a request',
      /body\/why became required/,
      (d) => {
        bodyOf(d).properties.why = { type: 'string' };
        bodyOf(d).required.push('why');
      },
    ],
    [
      'a lowered bound of a request',
      /body\/amount\/value lowered its maximum/,
      (d) => (bodyOf(d).properties.amount.properties.value.maximum = 10),
    ],
    [
      'a new required parameter',
      /query account2 became required/,
      (d) =>
        d.paths['/v1/payments'].get.parameters.push({
          name: 'account2',
          in: 'query',
          required: true,
          schema: { type: 'string' },
        }),
    ],
    [
      'a removed parameter',
      /query limit is gone/,
      (d) => {
        const get = d.paths['/v1/payments'].get;
        get.parameters = get.parameters.filter((p: Parsed) => p.name !== 'limit');
      },
    ],
    [
      'a removed answer',
      /^POST \/v1\/payments 202 is gone$/,
      (d) => delete d.paths['/v1/payments'].post.responses['202'],
    ],
  ];
  it.each(breaks)('finds %s', (_what, found, change) => {
    const now = changed(change);
    expect(breakingChanges(JSON.parse(released), now)).toContainEqual(expect.stringMatching(found));
  });

  const additions: [what: string, change: (document: Parsed) => void][] = [
    ['a new route', (d) => (d.paths['/v1/new'] = { get: { responses: {} } })],
    ['a new field of an answer', (d) => (payment(d).properties.fee = { type: 'integer' })],
    ['a new optional field of a request', (d) => (bodyOf(d).properties.why = { type: 'string' })],
    ['a new value of an answer', (d) => payment(d).properties.status.enum.push('refunded')],
  ];
  it.each(additions)('lets %s pass', (_what, change) => {
    expect(breakingChanges(JSON.parse(released), changed(change))).toEqual([]);
  });
});
