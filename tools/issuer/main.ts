import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { Provider } from 'oidc-provider';
import { z } from 'zod';
import { issuerConfiguration } from './issuer-configuration.js';
import { samplePeople } from './sample-people.js';
import { signInPage } from './sign-in-page.js';
import { signingKey } from './signing-key.js';

/** The OpenID Connect issuer of the local stack. */
const settings = z
  .object({
    HOST: z.string(),
    PORT: z.coerce.number(),
    ISSUER_HOME: z.string(),
    CONSOLE_URL: z.url(),
    ISSUER_URL: z.url().optional(),
  })
  .parse(process.env);

const provider = new Provider(
  settings.ISSUER_URL ?? `http://${settings.HOST}:${settings.PORT}`,
  issuerConfiguration(signingKey(settings.ISSUER_HOME), { console: settings.CONSOLE_URL }),
);

provider.use(async (context, next) => {
  const [first, uid] = context.path.split('/').filter((part) => part !== '');
  if (context.path === '/health/ready') context.body = { status: 'ready' };
  else if (first === 'sign-in' && uid !== undefined) await signIn(context, uid);
  else await next();
});

interface Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly method: string;
  body: unknown;
  type: string;
  respond?: boolean | undefined;
}

async function signIn(context: Exchange, uid: string): Promise<void> {
  if (context.method === 'GET') {
    const { params } = await provider.interactionDetails(context.req, context.res);
    context.type = 'text/html; charset=utf-8';
    context.body = signInPage(uid, String(params['client_id']));
    return;
  }
  const subject = new URLSearchParams(await text(context.req)).get('subject');
  const person = samplePeople.find((each) => each.subject === subject);
  // Programs of people are native clients, for which the issuer wants to be told that somebody consented.
  const result =
    person === undefined ? { error: 'access_denied' } : { login: { accountId: person.subject }, consent: {} };
  context.respond = false;
  await provider.interactionFinished(context.req, context.res, result);
}

const server = provider.listen(settings.PORT, settings.HOST);
process.on('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
});
