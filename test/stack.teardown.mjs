import { rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';

/** Leaves nothing of this run's banks: after a hundred runs a broker would take a minute to open their topics. */
export default async function teardown() {
  await globalThis.paymoIssuer.stop();
  await dropBanks(process.env.TEST_ADMIN_URL);
  await globalThis.paymoInfrastructure.stop();
  rmSync(join(process.env.TEST_HOME, 'kafka', 'data'), { recursive: true, force: true });
}

async function dropBanks(serverUrl) {
  const server = new pg.Client({ connectionString: serverUrl });
  await server.connect();
  try {
    const { rows } = await server.query(
      `SELECT datname FROM pg_database WHERE NOT datistemplate AND datname NOT IN (current_database(), $1)`,
      [process.env.TEST_TEMPLATE],
    );
    for (const { datname } of rows)
      await server.query(`DROP DATABASE ${pg.escapeIdentifier(datname)} WITH (FORCE)`);
  } finally {
    await server.end();
  }
}
