import { readFileSync } from 'node:fs';
import { HttpException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { errorRemedies } from './error-remedies.js';
import { type ErrorCode, errorKinds, PaymoError } from './paymo-error.js';
import { problemOf, toPaymoError } from './problem.js';

describe('a problem document', () => {
  const codes = Object.keys(errorKinds) as ErrorCode[];
  const reference = readFileSync('docs/reference/errors.md', 'utf8');

  const withoutLinks = reference.replaceAll(/\[([^\]]+)\]\([^)]+\)/g, '$1');

  it.each(codes)('of %s follows RFC 9457 and is explained in the reference', (code) => {
    const problem = problemOf(new PaymoError(code, 'what happened'), 'req-1');
    expect(problem).toMatchObject({
      code,
      detail: 'what happened',
      requestId: 'req-1',
      status: errorKinds[code].status,
    });
    expect(problem.type).toBe(`https://paymo.example/errors/${code}`);
    expect(problem.title).not.toBe('');
    expect(reference).toContain(`\`${code}\` | ${problem.status} |`);
    expect(withoutLinks).toContain(`| ${errorRemedies[code]} |`);
  });

  const framework: [status: number, code: ErrorCode][] = [
    [400, 'request.malformed'],
    [404, 'request.not_found'],
    [405, 'request.method_not_allowed'],
    [413, 'request.too_large'],
    [415, 'request.media_type'],
    [418, 'request.malformed'],
    [429, 'limit.too_many_requests'],
    [500, 'service.internal'],
    [503, 'service.unavailable'],
  ];
  it.each(framework)('says what a framework’s %i means', (status, code) => {
    expect(toPaymoError(new HttpException('x', status)).code).toBe(code);
    expect(toPaymoError(Object.assign(new Error('x'), { statusCode: status })).code).toBe(code);
  });

  it.each([
    ['terminating connection due to administrator command', '57P01'],
    ['connect ECONNREFUSED 127.0.0.1:5432', 'ECONNREFUSED'],
    ['Connection terminated unexpectedly', undefined],
  ])('says of a lost database (%s) that the request may be repeated', (message, code) => {
    const error = toPaymoError(Object.assign(new Error(message), code === undefined ? {} : { code }));
    expect(problemOf(error, 'r')).toMatchObject({ status: 503, retryable: true });
    expect(error.facts.retryAfterSeconds).toBe(1);
    expect(error.message).not.toContain('127.0.0.1');
  });

  it('of an unexpected failure leaks nothing of it', () => {
    const error = toPaymoError(new Error('password=hunter2'));
    expect(JSON.stringify(problemOf(error, 'r'))).not.toContain('hunter2');
  });
});
