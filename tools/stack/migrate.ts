import pg from 'pg';
import { DataSource, type MigrationInterface } from 'typeorm';
import { jobsSchemaOf, migrateJobs } from '@paymo/jobs';
import { gatewayMigrations } from '../../apps/gateway/src/migrations/index.js';
import { recommendationsMigrations } from '../../apps/recommendations/src/migrations/index.js';
import { loansMigrations } from '../../apps/loans/src/migrations/index.js';
import { reviewMigrations } from '../../apps/review/src/migrations/index.js';
import { scoringMigrations } from '../../apps/scoring/src/migrations/index.js';

/** A service's place in the database: a schema of its own and a role that sees nothing else. */
interface ServiceSchema {
  readonly service: ServiceName;
  readonly schema: string;
  readonly migrations: (new () => MigrationInterface)[];
  /** Whether it does work by the clock. */
  readonly hasJobs: boolean;
}

export const serviceNames = ['gateway', 'scoring', 'review', 'recommendations', 'loans'] as const;
export type ServiceName = (typeof serviceNames)[number];

const schemas: readonly ServiceSchema[] = [
  { service: 'gateway', schema: 'payments', migrations: gatewayMigrations, hasJobs: true },
  { service: 'scoring', schema: 'scoring', migrations: scoringMigrations, hasJobs: false },
  { service: 'review', schema: 'review', migrations: reviewMigrations, hasJobs: false },
  {
    service: 'recommendations',
    schema: 'recommendations',
    migrations: recommendationsMigrations,
    hasJobs: true,
  },
  { service: 'loans', schema: 'loans', migrations: loansMigrations, hasJobs: true },
];

/**
 * Makes every service's role and schema, and runs the migrations that are still missing.
 *
 * @param adminUrl of the database that holds the schemas, as a user that may create roles
 * @param serviceUrls where each service will connect; roles and passwords are taken from them
 */
export async function migrate(
  adminUrl: string,
  serviceUrls: Readonly<Record<ServiceName, string>>,
): Promise<void> {
  for (const { service, schema, migrations } of schemas) {
    const { username, password } = new URL(serviceUrls[service]);
    await prepareSchema(adminUrl, schema, decodeURIComponent(username), decodeURIComponent(password));
    const dataSource = new DataSource({
      type: 'postgres',
      url: adminUrl,
      schema,
      migrations,
      migrationsTableName: 'migrations',
      extra: { options: `-c search_path=${schema}`, max: 1 },
    });
    await dataSource.initialize();
    try {
      await dataSource.runMigrations({ transaction: 'each' });
    } finally {
      await dataSource.destroy();
    }
  }
  await withClient(adminUrl, async (client) => {
    for (const { service, schema } of schemas.filter(({ hasJobs }) => hasJobs)) {
      await migrateJobs(client, jobsSchemaOf(schema), roleOf(serviceUrls[service]));
    }
  });
}

/** Creates a database as a copy of another that is migrated, and answers its admin URL. */
export async function copyDatabase(adminUrl: string, template: string, database: string): Promise<string> {
  const [source, copy] = [pg.escapeIdentifier(template), pg.escapeIdentifier(database)];
  const urls = localServiceUrls(adminUrl);
  await withClient(adminUrl, async (client) => {
    await client.query(`CREATE DATABASE ${copy} TEMPLATE ${source}`);
    for (const { service, schema } of schemas) await useSchema(client, roleOf(urls[service]), copy, schema);
  });
  return withDatabase(adminUrl, database);
}

/** Creates a database if it is not there, and answers its admin URL. */
export async function ensureDatabase(adminUrl: string, database: string): Promise<string> {
  await withClient(adminUrl, async (client) => {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(database)}`);
  });
  return withDatabase(adminUrl, database);
}

/** The URLs of the services' own roles in one database, with passwords fit for a local stack only. */
export function localServiceUrls(adminUrl: string): Record<ServiceName, string> {
  const urlOf = (service: ServiceName): string => {
    const url = new URL(adminUrl);
    url.username = `paymo_${service}`;
    url.password = `${service}-sandbox`;
    return url.href;
  };
  return {
    gateway: urlOf('gateway'),
    scoring: urlOf('scoring'),
    review: urlOf('review'),
    recommendations: urlOf('recommendations'),
    loans: urlOf('loans'),
  };
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

async function prepareSchema(
  adminUrl: string,
  schema: string,
  role: string,
  password: string,
): Promise<void> {
  const quotedRole = pg.escapeIdentifier(role);
  const quotedSchema = pg.escapeIdentifier(schema);
  await withClient(adminUrl, async (client) => {
    const found = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
    const verb = found.rowCount === 0 ? 'CREATE' : 'ALTER';
    await client.query(`${verb} ROLE ${quotedRole} LOGIN PASSWORD ${pg.escapeLiteral(password)}`);
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${quotedSchema}`);
    await client.query(`GRANT USAGE ON SCHEMA ${quotedSchema} TO ${quotedRole}`);
    const { rows } = await client.query<{ name: string }>('SELECT current_database() AS name');
    await useSchema(client, quotedRole, pg.escapeIdentifier(rows[0]?.name ?? ''), schema);
  });
}

/** A database's own, so that copies of it do not have it. */
async function useSchema(
  client: pg.Client,
  quotedRole: string,
  quotedDatabase: string,
  schema: string,
): Promise<void> {
  await client.query(
    `ALTER ROLE ${quotedRole} IN DATABASE ${quotedDatabase} SET search_path = ${pg.escapeIdentifier(schema)}`,
  );
}

function roleOf(serviceUrl: string): string {
  return pg.escapeIdentifier(decodeURIComponent(new URL(serviceUrl).username));
}

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
