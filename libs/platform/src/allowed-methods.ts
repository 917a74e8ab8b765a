import type { FastifyInstance, FastifyRequest } from 'fastify';
import { PaymoError } from './paymo-error.js';

interface Route {
  readonly pattern: RegExp;
  readonly methods: readonly string[];
}

/**
 * Answers 405 with `Allow` (RFC 9110, section 15.5.6) where a path exists, but not with the request's method. A path
 * that is written out is itself alone: `GET /payments/quote` is not payment `quote`, when there is a `POST` of that name.
 */
export function refuseOtherMethods(instance: FastifyInstance): void {
  const routes: Route[] = [];
  const written = new Map<string, Set<string>>();
  instance.addHook('onRoute', ({ url, method }) => {
    // Catch-all routes answer for every path and say nothing of one.
    if (url.includes('*')) return;
    const methods = [method].flat();
    const pattern = url.replaceAll(/[.+?^$()[\]{}|\\]/g, '\\$&').replaceAll(/:\w+/g, '[^/]+');
    routes.push({ pattern: new RegExp(`^${pattern}$`), methods });
    if (!url.includes(':')) written.set(url, new Set([...(written.get(url) ?? []), ...methods]));
  });
  instance.addHook('onRequest', (request, reply, done) => {
    const allowed = methodsInstead(request);
    if (allowed.length === 0) {
      done();
      return;
    }
    void reply.header('allow', allowed.join(', '));
    done(new PaymoError('request.method_not_allowed', `Allowed here: ${allowed.join(', ')}.`));
  });

  /** What the path allows when it does not allow this; nothing when the request may go on. */
  function methodsInstead({ is404, method, url, routeOptions }: FastifyRequest): string[] {
    if (!is404 && routeOptions.url?.includes(':') !== true) return [];
    const [path = ''] = url.split('?');
    const own = written.get(path);
    if (own !== undefined) return own.has(method) ? [] : [...own].sort();
    return is404 ? methodsAt(routes, path) : [];
  }
}

function methodsAt(routes: readonly Route[], path: string): string[] {
  return [...new Set(routes.flatMap(({ pattern, methods }) => (pattern.test(path) ? methods : [])))].sort();
}
