import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { fastify, type FastifyInstance } from 'fastify';
import { AccessGuard } from './access/access.guard.js';
import { RequestLimits } from './access/request-limits.js';
import { AUDIT, type AuditSink } from './access/staff-audit.js';
import { TokenBinding } from './access/token-binding.js';
import { TokenVerifier } from './access/token-verifier.js';
import { refuseOtherMethods } from './allowed-methods.js';
import { serveVersions } from './api/api-version.js';
import { ProblemFilter, sendProblem, validationPipe } from './http-errors.js';
import { newId } from './ids.js';
import { type Logger, NestLogger } from './logger.js';
import type { Metrics } from './metrics.js';
import { PaymoError } from './paymo-error.js';
import type { ServiceSettings } from './settings.js';
import { continueTrace } from './trace-context.js';
import { assertMediaType, takeXml } from './xml-bodies.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** W3C trace context of this request, to be passed on with what it causes. */
    traceparent: string;
  }
}

/** What an HTTP application is made of. */
export interface HttpParts {
  readonly module: DynamicModule;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly settings: ServiceSettings;
  /** The largest request body; 64 KiB when absent. */
  readonly bodyBytesMax?: number;
  /** A path whose bodies may be larger. */
  readonly largeBodies?: { readonly path: string; readonly bytesMax: number };
  /** Where the staff's console is served from: its pages may call from browsers. */
  readonly consoleOrigin?: string | undefined;
}

const bodyBytesUsual = 64 * 1024;
const preflightSeconds = 600;
/** How often Node looks for requests that take too long, in milliseconds. */
const connectionsCheckingInterval = 1000;
const requestIdPattern = /^[\w.-]{1,128}$/;

/**
 * Makes a Nest application whose every answer follows our conventions: request ids, traces, problem documents,
 * and no route without a caller that may use it.
 */
export async function createHttpApp(parts: HttpParts): Promise<NestFastifyApplication> {
  const { logger, settings } = parts;
  const app = await NestFactory.create<NestFastifyApplication>(
    parts.module,
    new FastifyAdapter(createFastify(parts)),
    { bodyParser: false, logger: new NestLogger(logger), abortOnError: false },
  );
  if (parts.consoleOrigin !== undefined) admitConsole(app, parts.consoleOrigin);
  app.useGlobalFilters(new ProblemFilter(logger));
  app.useGlobalGuards(accessGuard(settings, app.get<AuditSink>(AUDIT, { strict: false })));
  app.useGlobalPipes(validationPipe());
  return app;
}

/** Lets pages of the staff's console call from browsers; tokens decide what they may do. */
function admitConsole(app: NestFastifyApplication, url: string): void {
  app.enableCors({
    origin: new URL(url).origin,
    methods: ['GET', 'POST'],
    allowedHeaders: ['authorization', 'content-type', 'idempotency-key'],
    maxAge: preflightSeconds,
  });
}

function accessGuard(settings: ServiceSettings, audit: AuditSink): AccessGuard {
  const tokens = new TokenVerifier({ issuer: settings.TOKEN_ISSUER, audience: settings.TOKEN_AUDIENCE });
  const binding = new TokenBinding({
    publicUrl: settings.PUBLIC_URL ?? null,
    isRequiredOfCustomers: settings.TOKEN_BINDING === 'customers',
  });
  const limits = new RequestLimits({
    perHolder: settings.REQUESTS_PER_MINUTE,
    perAddress: settings.REQUESTS_PER_MINUTE_AND_ADDRESS,
  });
  return new AccessGuard(tokens, binding, limits, audit);
}

function createFastify({
  logger,
  metrics,
  settings,
  bodyBytesMax = bodyBytesUsual,
  largeBodies,
}: HttpParts): FastifyInstance {
  const requestTimeout = settings.REQUEST_SECONDS_MAX * 1000;
  const instance: FastifyInstance = fastify({
    bodyLimit: bodyBytesMax,
    requestTimeout,
    // Node takes the longer of the two for whole requests.
    http: { connectionsCheckingInterval, headersTimeout: requestTimeout },
    trustProxy: settings.TRUSTED_PROXIES.length === 0 ? false : [...settings.TRUSTED_PROXIES],
    requestIdHeader: false,
    genReqId: (request) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && requestIdPattern.test(given) ? given : newId();
    },
    routerOptions: { maxParamLength: 128 },
    frameworkErrors: (error, request, reply) => {
      sendProblem(error, request, reply, logger);
    },
    clientErrorHandler: ({ code }, socket) => {
      const status = code === 'ERR_HTTP_REQUEST_TIMEOUT' ? '408 Request Timeout' : '400 Bad Request';
      socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
    },
  });
  instance.decorateRequest('traceparent', '');
  instance.decorateRequest('caller', null);
  instance.addHook('onRoute', (route) => {
    if (route.path === largeBodies?.path) route.bodyLimit = largeBodies.bytesMax;
  });
  takeBodies(instance);
  observeRequests(instance, metrics);
  serveVersions(instance);
  refuseOtherMethods(instance);
  return instance;
}

/** Bodies are JSON in valid UTF-8, or XML where a route says so; anything else is refused before it is parsed. */
function takeBodies(instance: FastifyInstance): void {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  const decode = (body: Buffer): string => {
    try {
      return utf8.decode(body);
    } catch {
      throw new PaymoError('request.malformed', 'The body is not valid UTF-8.');
    }
  };
  const parseJson = instance.getDefaultJsonParser('error', 'error');
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    let text: string;
    try {
      assertMediaType(request, false);
      text = typeof body === 'string' ? body : decode(body);
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    void parseJson(request, text, (error, value) => {
      if (error) done(new PaymoError('request.malformed', `The body is not valid JSON: ${error.message}`));
      else done(null, value);
    });
  });
  takeXml(instance, decode);
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
