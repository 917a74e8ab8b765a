import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import ajvFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import request from 'supertest';
import { apiVersion } from '../../clients/typescript/src/index.js';
import { clientTypesOf } from '../../tools/contract/client-types.js';
import { publishedPart } from '../../tools/contract/published-part.js';
import {
  contractBreaks,
  describeService,
  gatewayContract,
  loansContract,
} from '../../tools/contract/service-contracts.js';
import { type ErrorCode, errorKinds, PaymoError, problemOf } from '@paymo/platform';
import { App } from '../support/app.js';
import { type Bank, openBank } from '../support/bank.js';

/** Parsed JSON, in which a test may reach and change everything. */
type Parsed = ReturnType<JSON['parse']>;

let bank: Bank;

beforeAll(async () => {
  bank = await openBank({
    services: ['gateway', 'loans'],
    environment: { SECURITY_CONTACT: 'mailto:security@bank.example' },
  });
}, 60_000);
afterAll(() => bank.close(), 30_000);

describe.each([
  { ...gatewayContract, url: () => bank.gateway },
  { ...loansContract, url: () => bank.loans },
])('the contract of $service', ({ service, file, typesFile, url }) => {
  const released = readFileSync(file, 'utf8');

  async function served(): Promise<string> {
    return publishedPart((await request(url()).get('/openapi.json')).text);
  }

  it('is served, and breaks nothing that was released', async () => {
    expect(contractBreaks(released, await served())).toEqual([]);
  });

  it('is kept as it is served: after an addition, run `npx paymo contract write`', async () => {
    expect(JSON.parse(await served())).toEqual(JSON.parse(released));
    expect(JSON.parse(describeService(service))).toEqual(JSON.parse(released));
  });

  it('is what the types of the client are made of: after a change, run `npx paymo contract write`', async () => {
    expect(await clientTypesOf(released)).toBe(readFileSync(typesFile, 'utf8'));
    expect(apiVersion).toBe(JSON.parse(released).info.version);
  });

  it('says what every route answers', () => {
    const operations = Object.entries<Parsed>(JSON.parse(released).paths).flatMap(([path, methods]) =>
      Object.entries<Parsed>(methods).map(([method, { responses }]) => ({
        at: `${method} ${path}`,
        responses,
      })),
    );
    for (const { at, responses } of operations) {
      const said = Object.entries<Parsed>(responses).filter(([status]) => status < '300');
      expect([at, said.length > 0]).toEqual([at, true]);
      for (const [status, answer] of said) {
        const isSaid = answer.description !== '' && (status === '204' || answer.content !== undefined);
        expect([at, status, isSaid]).toEqual([at, status, true]);
      }
    }
  });

  it('links the next page wherever it answers with one', () => {
    for (const [path, methods] of Object.entries<Parsed>(JSON.parse(released).paths)) {
      const answer = methods.get?.responses['200'];
      const isPage = /schemas\/\w+Page"/.test(JSON.stringify(answer?.content ?? {}));
      expect([path, answer?.headers?.Link !== undefined]).toEqual([path, isPage]);
    }
  });

  it('gives an example of every body, which its schema takes', () => {
    const document = JSON.parse(released);
    const ajv = new Ajv2020({ strict: false });
    ajvFormats.default(ajv);
    ajv.addSchema(document, 'contract');
    const media = mediaOf(document);
    expect(media.length).toBeGreaterThan(100);
    for (const { pointer, examples } of media) {
      const validate = ajv.compile({ $ref: `contract#${pointer}/schema` });
      expect([pointer, examples.length > 0]).toEqual([pointer, true]);
      for (const example of examples)
        expect([pointer, validate(example), validate.errors]).toEqual([pointer, true, null]);
    }
  });

  it('names the version that every answer follows, an error included', async () => {
    const { headers } = await request(url()).get('/v1/nothing');
    expect(headers['paymo-version']).toBe(apiVersion);
  });
});

describe('the contract of all services', () => {
  it.each(Object.keys(errorKinds))('explains %s where its problem documents point to', async (code) => {
    const { type } = problemOf(new PaymoError(code as ErrorCode, 'x'), 'r');
    const { status, headers, text } = await request(bank.gateway).get(new URL(type).pathname);
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(text).toMatch(/<h2>Cause<\/h2>\n<p>.{15}/);
    expect(text).toMatch(/<h2>Remedy<\/h2>\n<p>.{8}/);
    expect(text).toContain(`<code>${code}</code> · status ${errorKinds[code as ErrorCode].status}`);
  });

  it('says where weaknesses are to be reported', async () => {
    const { status, headers, text } = await request(bank.gateway).get('/.well-known/security.txt');
    expect([status, headers['content-type']]).toEqual([200, 'text/plain; charset=utf-8']);
    expect(text).toMatch(
      /^Contact: mailto:security@bank\.example\nExpires: \d{4}-\d\d-\d\dT00:00:00\.000Z\n/,
    );
  });

  it('answers for an error that does not exist as for any unknown address', async () => {
    const { status, body } = await request(bank.gateway).get('/errors/toString');
    expect([status, body.code]).toEqual([404, 'request.not_found']);
  });

  it('takes the version that the client asks for', async () => {
    const headers = { ...new App(bank).signedIn, 'paymo-version': apiVersion };
    expect((await request(bank.gateway).get('/v1/accounts').set(headers)).status).toBe(200);
  });

  it.each(['2020-01-01', 'latest', ''])('refuses the version "%s", which is not served', async (version) => {
    const { status, body, headers } = await request(bank.gateway)
      .get('/v1/accounts')
      .set({ ...new App(bank).signedIn, 'paymo-version': version });
    expect([status, body.code, body.errors[0].pointer]).toEqual([
      400,
      'request.version_unknown',
      '/headers/paymo-version',
    ]);
    expect(headers['content-type']).toMatch('application/problem+json');
  });
});

/** Every request and answer body of a description, with its examples. */
function mediaOf(document: Parsed): { pointer: string; examples: unknown[] }[] {
  const found: { pointer: string; examples: unknown[] }[] = [];
  const walk = (value: Parsed, pointer: string): void => {
    if (typeof value !== 'object' || value === null) return;
    if (value.schema !== undefined && /\/content\/[^/]+$/.test(pointer)) {
      const named = Object.values<Parsed>(value.examples ?? {}).map(
        ({ $ref }) => document.components.examples[$ref.split('/').at(-1)].value,
      );
      found.push({ pointer, examples: value.example === undefined ? named : [value.example] });
      return;
    }
    for (const [key, part] of Object.entries(value)) {
      walk(part, `${pointer}/${encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))}`);
    }
  };
  walk(document.paths, '/paths');
  return found;
}
