// One Kafka and one Postgres for all end-to-end specs; each spec file takes its own database and topic prefix.
import { startInfrastructure } from '../dist/tools/stack/infrastructure.js';
import { fileURLToPath } from 'node:url';

const quiet = { step: () => {}, part: () => {} };

export default async function setup() {
  const home = fileURLToPath(new URL('../.paymo/test', import.meta.url));
  const infrastructure = await startInfrastructure(home, quiet);
  globalThis.paymoInfrastructure = infrastructure;
  process.env.TEST_KAFKA_BROKERS = infrastructure.kafkaBrokers;
  process.env.TEST_ADMIN_URL = infrastructure.adminUrl;
}
