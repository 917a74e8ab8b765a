import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { paymentSettled } from '@paymo/contracts';
import { Ajv, type AnySchemaObject } from 'ajv';
import formats from 'ajv-formats';
import { asyncApiDocument, asyncApiFile } from './async-api.js';

const text = asyncApiDocument();
const document = JSON.parse(text);
const specification: AnySchemaObject = createRequire(import.meta.url)('@asyncapi/specs/schemas/3.0.0.json');

function validator(schema: AnySchemaObject) {
  // The specification brings the meta schema of JSON Schema with it.
  const ajv = new Ajv({ strict: false, meta: false, validateSchema: false });
  formats.default(ajv);
  return ajv.compile(schema);
}

describe('the description of the events', () => {
  it('is AsyncAPI 3', () => {
    const validate = validator(specification);
    expect([validate(document), validate.errors]).toEqual([true, null]);
  });

  it('is the one that is kept: `npx paymo contract write` renews it', () => {
    expect(readFileSync(asyncApiFile, 'utf8')).toBe(text);
  });

  it('takes an event as it is sent, and not one that lacks something', () => {
    const { payload } = document.components.messages[paymentSettled.type];
    const event = {
      paymentId: '00000000-0000-4000-8000-000000000001',
      payerId: '00000000-0000-4000-8000-000000000002',
      payeeId: '00000000-0000-4000-8000-000000000003',
      amount: { value: 1250, currency: 'GBP' },
      type: 'transfer',
      status: 'settled',
      occurredAtMs: 1,
      settledAtMs: 2,
    };
    const validate = validator(payload);
    expect(paymentSettled.schema.parse(event)).toEqual(event);
    expect(validate(event)).toBe(true);
    expect(validate({ ...event, status: undefined })).toBe(false);
  });
});
