import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Observable, tap } from 'rxjs';
import type { z } from 'zod';
import type { Page } from './page.js';

/**
 * The address of the page behind a cursor, as a `Link` header (RFC 8288): the same request with that cursor. It is
 * relative, so that it holds behind any proxy.
 */
export function nextLink(url: string, cursor: string): string {
  const [path = '', query = ''] = url.split('?', 2);
  const parameters = new URLSearchParams(query);
  parameters.set('cursor', cursor);
  return `<${path}?${parameters.toString()}>; rel="next"`;
}

@Injectable()
class NextLink implements NestInterceptor {
  intercept(context: ExecutionContext, handler: CallHandler<Page<unknown>>): Observable<Page<unknown>> {
    const http = context.switchToHttp();
    return handler.handle().pipe(
      tap(({ nextCursor }) => {
        if (nextCursor === null) return;
        const { url } = http.getRequest<FastifyRequest>();
        void http.getResponse<FastifyReply>().header('link', nextLink(url, nextCursor));
      }),
    );
  }
}

/** States that a route answers with a page of a list, and links the next one. */
export function AnswersPage(description: string, schema?: z.ZodType): MethodDecorator {
  return applyDecorators(
    UseInterceptors(NextLink),
    ApiResponse({
      status: 200,
      description,
      headers: {
        Link: {
          description: 'The next page, as `<address>; rel="next"` (RFC 8288); absent on the last one',
          required: false,
          schema: { type: 'string' },
        },
      },
      ...(schema === undefined ? {} : { standardSchema: schema }),
    }),
  );
}
