import type { FastifyInstance } from 'fastify';
import { PaymoError } from '../paymo-error.js';

/** Versions of the APIs that are served, the newest first. Within one nothing is taken away, only added. */
export const apiVersions = ['2026-11-25'];
export const [latestVersion = ''] = apiVersions;

export const versionHeader = 'Paymo-Version';
const headerKey = versionHeader.toLowerCase();

/** Every answer names the version that it follows; a request for one that is not served is refused. */
export function serveVersions(instance: FastifyInstance): void {
  instance.addHook('onRequest', (request, reply, done) => {
    void reply.header(headerKey, latestVersion);
    const asked = request.headers[headerKey];
    if (asked === undefined || apiVersions.some((version) => version === asked)) done();
    else done(unknownVersion());
  });
}

function unknownVersion(): PaymoError {
  const detail = `must be one of ${apiVersions.join(', ')}, or absent for the newest`;
  return new PaymoError('request.version_unknown', `${versionHeader} ${detail}`, {
    errors: [{ pointer: `/headers/${headerKey}`, detail }],
  });
}
