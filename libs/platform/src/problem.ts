import { HttpException } from '@nestjs/common';
import { isTransient } from './database.js';
import { type ErrorCode, errorKinds, PaymoError } from './paymo-error.js';

export const problemMediaType = 'application/problem+json; charset=utf-8';

/** RFC 9457 problem document with our extension members. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly requestId: string;
  readonly retryable: boolean;
  readonly errors?: readonly { pointer: string; detail: string }[];
}

const typeBase = 'https://paymo.example/errors/';

export function problemOf(error: PaymoError, requestId: string): Problem {
  const kind = errorKinds[error.code];
  return {
    type: `${typeBase}${error.code}`,
    title: kind.title,
    status: kind.status,
    detail: error.message,
    code: error.code,
    requestId,
    retryable: kind.isRetryable,
    ...(error.facts.errors === undefined ? {} : { errors: error.facts.errors }),
    ...error.facts.members,
  };
}

/** What the statuses that frameworks answer with mean in our terms, and what to do about them. */
const frameworkErrors: Readonly<Record<number, { code: ErrorCode; detail?: string }>> = {
  400: { code: 'request.malformed' },
  404: { code: 'request.not_found', detail: 'There is no such route; see the API description at /docs.' },
  405: { code: 'request.method_not_allowed' },
  413: { code: 'request.too_large', detail: 'The body may have 64 KiB at most.' },
  415: { code: 'request.media_type', detail: 'Send the header Content-Type: application/json.' },
  429: { code: 'limit.too_many_requests' },
  503: { code: 'service.unavailable' },
};

/** Says in our terms what a framework's error means; anything unknown is an internal error without details. */
export function toPaymoError(error: unknown): PaymoError {
  if (error instanceof PaymoError) return error;
  if (isTransient(error)) {
    const detail =
      'A store cannot be reached at the moment; repeat the request, with the same key if it has one.';
    return new PaymoError('service.unavailable', detail, { retryAfterSeconds: 1 });
  }
  const status = statusOf(error) ?? 500;
  const known = frameworkErrors[status];
  const message = error instanceof Error ? error.message : 'The request was refused.';
  if (known !== undefined) return new PaymoError(known.code, known.detail ?? message);
  if (status < 500) return new PaymoError('request.malformed', message);
  return new PaymoError('service.internal', 'The failure was logged; ask for it by the request id.');
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  if (error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number')
    return error.statusCode;
  return undefined;
}
