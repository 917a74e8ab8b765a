import { applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { PaymoError } from './paymo-error.js';

const takesXml = 'takesXml';

/** The route takes XML in UTF-8 and nothing else; its body is the text. */
export function TakesXml(): MethodDecorator {
  return applyDecorators(RouteConfig({ [takesXml]: true }));
}

export const xmlTextSchema = z.string({ error: 'must be XML' }).min(1, 'must be XML');

/** @throws PaymoError `request.media_type` when a body is not what its route takes */
export function assertMediaType(request: FastifyRequest, isXml: boolean): void {
  const config: object = request.routeOptions.config;
  const wants = takesXml in config;
  if (wants === isXml) return;
  throw new PaymoError('request.media_type', `Send Content-Type: application/${wants ? 'xml' : 'json'}.`);
}

/** Adds XML bodies: text, once it is found to be UTF-8. */
export function takeXml(instance: FastifyInstance, decode: (body: Buffer) => string): void {
  instance.addContentTypeParser(
    ['application/xml', 'text/xml'],
    { parseAs: 'buffer' },
    (request, body: Buffer, done) => {
      try {
        assertMediaType(request, true);
        done(null, decode(body));
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
      }
    },
  );
}
