import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { LOGGER } from '@paymo/messaging';
import type { Logger } from '@paymo/platform';
import { type ReviewSettings, SETTINGS } from '../settings.js';

/** Seen from the service's bundle in `dist/services`: `dist/console`, where Vite builds it. */
const folder = fileURLToPath(new URL('../console', import.meta.url));

/** Addresses of the console that are no files: one page shows them all. */
const pages = [
  '/signed-in',
  '/second-looks',
  '/loans',
  '/models',
  '/rules',
  '/budget',
  '/dashboards',
  '/recommendations',
];

/** Serves the console's files; what they show comes through the API, which asks for tokens. */
@Injectable()
export class ConsoleFiles implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost<FastifyAdapter>,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(SETTINGS) private readonly settings: ReviewSettings,
  ) {}

  async onModuleInit(): Promise<void> {
    if (!existsSync(join(folder, 'index.html'))) {
      this.logger.warn({ folder }, 'the console was not built, and is not served');
      return;
    }
    const { TOKEN_ISSUER, GATEWAY_URL, LOANS_URL, SCORING_URL, RECOMMENDATIONS_URL } = this.settings;
    const others = [TOKEN_ISSUER, GATEWAY_URL, LOANS_URL, SCORING_URL, RECOMMENDATIONS_URL].filter(
      (url) => url !== undefined,
    );
    const policy = contentSecurityPolicy(others.map((url) => new URL(url).origin));
    const app = this.host.httpAdapter.getInstance();
    await app.register(fastifyStatic, {
      root: folder,
      wildcard: false,
      cacheControl: false,
      setHeaders: (reply, path) => {
        const isHashed = path.includes('assets');
        void reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
        void reply.header('content-security-policy', policy);
        void reply.header('x-content-type-options', 'nosniff');
        void reply.header('referrer-policy', 'no-referrer');
      },
    });
    for (const page of pages) app.get(page, (_request, reply) => reply.sendFile('index.html'));
  }
}

/** Scripts come from us alone; the component library sets styles on elements. */
function contentSecurityPolicy(others: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self' ${others.join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
