import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { fastify, type FastifyInstance } from 'fastify';
import { ProblemFilter, sendProblem, validationPipe } from './http-errors.js';
import { newId } from './ids.js';
import { type Logger, NestLogger } from './logger.js';
import type { Metrics } from './metrics.js';
import { PaymoError } from './paymo-error.js';
import { continueTrace } from './trace-context.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** W3C trace context of this request, to be passed on with what it causes. */
    traceparent: string;
  }
}

const bodyBytesUsual = 64 * 1024;
const requestIdPattern = /^[\w.-]{1,128}$/;

/** Makes a Nest application whose every answer follows our conventions: request ids, traces, problem documents. */
export async function createHttpApp(
  module: DynamicModule,
  logger: Logger,
  metrics: Metrics,
  bodyBytesMax = bodyBytesUsual,
): Promise<NestFastifyApplication> {
  const instance = createFastify(logger, metrics, bodyBytesMax);
  const app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(instance), {
    bodyParser: false,
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  app.useGlobalFilters(new ProblemFilter(logger));
  app.useGlobalPipes(validationPipe());
  return app;
}

function createFastify(logger: Logger, metrics: Metrics, bodyBytesMax: number): FastifyInstance {
  const instance: FastifyInstance = fastify({
    bodyLimit: bodyBytesMax,
    requestIdHeader: false,
    genReqId: (request) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && requestIdPattern.test(given) ? given : newId();
    },
    routerOptions: { maxParamLength: 128 },
    frameworkErrors: (error, request, reply) => {
      sendProblem(error, request, reply, logger);
    },
    clientErrorHandler: (_error, socket) => {
      socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    },
  });
  instance.decorateRequest('traceparent', '');
  takeJsonOnly(instance);
  observeRequests(instance, metrics);
  return instance;
}

/** Bodies are JSON in valid UTF-8; anything else is refused before it is parsed. */
function takeJsonOnly(instance: FastifyInstance): void {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  const parseJson = instance.getDefaultJsonParser('error', 'error');
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    let text: string;
    try {
      text = typeof body === 'string' ? body : utf8.decode(body);
    } catch {
      done(new PaymoError('request.malformed', 'The body is not valid UTF-8.'));
      return;
    }
    void parseJson(request, text, (error, value) => {
      if (error) done(new PaymoError('request.malformed', `The body is not valid JSON: ${error.message}`));
      else done(null, value);
    });
  });
}

function observeRequests(instance: FastifyInstance, metrics: Metrics): void {
  const seconds = metrics.seconds('http_request_seconds', 'Time from request to answer', [
    'method',
    'route',
    'status',
  ]);
  instance.addHook('onRequest', (request, reply, done) => {
    const given = request.headers.traceparent;
    request.traceparent = continueTrace(typeof given === 'string' ? given : undefined);
    void reply.header('x-request-id', request.id);
    done();
  });
  instance.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    seconds.observe(
      { method: request.method, route, status: String(reply.statusCode) },
      reply.elapsedTime / 1000,
    );
    done();
  });
}
