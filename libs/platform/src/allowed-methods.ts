import type { FastifyInstance } from 'fastify';
import { PaymoError } from './paymo-error.js';

interface Route {
  readonly pattern: RegExp;
  readonly methods: readonly string[];
}

/** Answers 405 with `Allow` (RFC 9110, section 15.5.6) where a path exists, but not with the request's method. */
export function refuseOtherMethods(instance: FastifyInstance): void {
  const routes: Route[] = [];
  instance.addHook('onRoute', ({ url, method }) => {
    // Catch-all routes answer for every path and say nothing of one.
    if (url.includes('*')) return;
    const pattern = url.replaceAll(/[.+?^$()[\]{}|\\]/g, '\\$&').replaceAll(/:\w+/g, '[^/]+');
    routes.push({ pattern: new RegExp(`^${pattern}$`), methods: [method].flat() });
  });
  instance.addHook('onRequest', (request, reply, done) => {
    const allowed = request.is404 ? methodsAt(routes, request.url) : [];
    if (allowed.length === 0) {
      done();
      return;
    }
    void reply.header('allow', allowed.join(', '));
    done(new PaymoError('request.method_not_allowed', `Allowed here: ${allowed.join(', ')}.`));
  });
}

function methodsAt(routes: readonly Route[], url: string): string[] {
  const [path = ''] = url.split('?');
  return [...new Set(routes.flatMap(({ pattern, methods }) => (pattern.test(path) ? methods : [])))].sort();
}
