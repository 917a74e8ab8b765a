import { describe, expect, it } from '@jest/globals';
import { publishedPart } from './published-part.js';

const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const document = {
  openapi: '3.1.0',
  paths: {
    '/v1/loans': { get: { responses: { 200: { schema: reference('Loan') } } } },
    '/admin/loans': { get: { responses: { 200: { schema: reference('Portfolio') } } } },
  },
  components: {
    securitySchemes: { token: { type: 'http' } },
    schemas: {
      Loan: { properties: { plan: reference('Plan'), before: reference('Loan') } },
      Plan: { type: 'object' },
      Portfolio: { type: 'object' },
    },
  },
};

describe('the published part of a description', () => {
  const published = JSON.parse(publishedPart(JSON.stringify(document)));

  it('has the routes for apps, and not those for the staff', () => {
    expect(Object.keys(published.paths)).toEqual(['/v1/loans']);
  });

  it('has what they name, also by way of others, and nothing else', () => {
    expect(Object.keys(published.components.schemas)).toEqual(['Loan', 'Plan']);
    expect(published.components.securitySchemes).toEqual({ token: { type: 'http' } });
  });

  it('has all of itself', () => {
    const text = JSON.stringify(published);
    expect(JSON.parse(publishedPart(text))).toEqual(published);
  });
});
