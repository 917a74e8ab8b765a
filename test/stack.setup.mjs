// One Kafka, one Postgres and one token issuer for all end-to-end specs; each spec file takes its own database and topic prefix.
import { startInfrastructure } from '../dist/tools/stack/infrastructure.js';
import { ensureDatabase, localServiceUrls, migrate } from '../dist/tools/stack/migrate.js';
import { localIssuer } from '../dist/tools/issuer/local-issuer.js';
import { ensureChromium } from '../tools/chromium.mjs';
import { fileURLToPath } from 'node:url';

/** What every bank's database is a copy of. */
const template = 'bank_template';
const quiet = { step: () => {}, part: () => {} };

export default async function setup() {
  const home = fileURLToPath(new URL('../.paymo/test', import.meta.url));
  const infrastructure = await startInfrastructure(home, quiet);
  globalThis.paymoInfrastructure = infrastructure;
  await prepareTemplate(infrastructure.adminUrl);
  const issuer = await localIssuer(home, 'http://127.0.0.1:1');
  issuer.start();
  await issuer.untilReady();
  globalThis.paymoIssuer = issuer;
  process.env.TEST_CHROMIUM = ensureChromium();
  process.env.TEST_HOME = home;
  process.env.TEST_ISSUER = issuer.url;
  process.env.TEST_KAFKA_BROKERS = infrastructure.kafkaBrokers;
  process.env.TEST_ADMIN_URL = infrastructure.adminUrl;
  process.env.TEST_TEMPLATE = template;
}

async function prepareTemplate(serverUrl) {
  const adminUrl = await ensureDatabase(serverUrl, template);
  await migrate(adminUrl, localServiceUrls(adminUrl));
}
