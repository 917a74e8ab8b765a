import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  StandardSchemaValidationPipe,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { challengeOf } from './access/challenge.js';
import type { Logger } from './logger.js';
import { type FieldFault, PaymoError } from './paymo-error.js';
import { problemMediaType, problemOf, toPaymoError } from './problem.js';

/** The one place that turns errors into HTTP answers. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendProblem(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), this.logger);
  }
}

export function sendProblem(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  logger: Logger,
): void {
  const known = toPaymoError(error);
  const problem = problemOf(known, request.id);
  if (problem.status >= 500) {
    logger.error({ err: error, requestId: request.id, route: request.routeOptions.url }, 'request failed');
  }
  if (problem.status === 401) void reply.header('www-authenticate', challengeOf(known));
  if (known.facts.retryAfterSeconds !== undefined) {
    void reply.header('retry-after', String(known.facts.retryAfterSeconds));
  }
  void reply.status(problem.status).header('content-type', problemMediaType).send(JSON.stringify(problem));
}

/** Checks `@Body({ schema })` and its kin; names every wrong field by JSON pointer. */
export function validationPipe(): StandardSchemaValidationPipe {
  return new StandardSchemaValidationPipe({
    exceptionFactory: (issues) => {
      const errors = issues.flatMap(toFaults);
      const summary = errors.map(({ pointer, detail }) => `${pointer || 'body'}: ${detail}`).join('; ');
      return new PaymoError('request.invalid', summary, { errors });
    },
  });
}

interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly unknown[] | undefined;
  readonly keys?: readonly string[];
}

function toFaults(issue: SchemaIssue): FieldFault[] {
  const path = (issue.path ?? []).map(pathKey);
  const unknownKeys = issue.keys ?? [];
  if (unknownKeys.length === 0) return [{ pointer: pointerOf(path), detail: issue.message }];
  return unknownKeys.map((key) => ({
    pointer: pointerOf([...path, key]),
    detail: 'is not a field of this request',
  }));
}

function pathKey(segment: unknown): string {
  return typeof segment === 'object' && segment !== null && 'key' in segment
    ? String(segment.key)
    : String(segment);
}

function pointerOf(path: readonly string[]): string {
  return path.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
