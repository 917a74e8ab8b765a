import { applyDecorators } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { PaymoError } from '../paymo-error.js';
import { Fails } from './answers.js';

const tagsMax = 20;
const example = '"3"';

/** The tag of a version of an object (RFC 9110, section 8.8.3). */
export function entityTag(version: number): string {
  return `"${version}"`;
}

/** Whether a list of tags, or `*`, has this one; weak tags count as strong, since a version is exact. */
export function matches(header: string, tag: string): boolean {
  const given = header.split(',', tagsMax).map((each) => each.trim().replace(/^W\//, ''));
  return given.some((each) => each === '*' || each === tag);
}

/** @throws PaymoError `request.precondition_failed` when the caller means another version */
export function assertMatches(ifMatch: string | undefined, tag: string): void {
  if (ifMatch === undefined || matches(ifMatch, tag)) return;
  throw new PaymoError('request.precondition_failed', `It has changed: its ETag is ${tag} now.`);
}

/** The header that does something to one version of an object alone. */
export function TakesIfMatch(): MethodDecorator {
  return applyDecorators(
    ApiHeader({
      name: 'If-Match',
      required: false,
      description: 'The `ETag` that you know; when it has another one, nothing is done',
      example,
    }),
    Fails('request.precondition_failed'),
  );
}

/** The header that asks for an object only if it has changed. */
export function TakesIfNoneMatch(): MethodDecorator {
  return ApiHeader({
    name: 'If-None-Match',
    required: false,
    description: 'The `ETag` that you know; while it is the same, the answer is `304` without a body',
    example,
  });
}
