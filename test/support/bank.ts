import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kafka, logLevel, type Producer } from 'kafkajs';
import pg from 'pg';
import { createLogger, Database } from '@paymo/platform';
import { type LedgerReport, verifyLedger } from '@paymo/ledger';
import { auditKeyFile } from '../../tools/audit/audit-key.js';
import { LocalTokens } from '../../tools/issuer/local-tokens.js';
import {
  copyDatabase,
  ensureDatabase,
  localServiceUrls,
  migrate,
  type ServiceName,
  serviceNames,
} from '../../tools/stack/migrate.js';
import { limitsLifted } from '../../tools/stack/limits-lifted.js';
import { localDiscoveryKey } from '../../tools/stack/local-secrets.js';
import { freePorts } from '../../tools/stack/processes.js';
import { ServiceProcess } from '../../tools/stack/service-process.js';

/** A whole bank of its own on the shared Kafka and Postgres: real services, own database, own topics. */
export interface Bank {
  readonly services: Readonly<Record<ServiceName, ServiceProcess>>;
  readonly gateway: string;
  readonly review: string;
  readonly scoring: string;
  readonly recommendations: string;
  readonly loans: string;
  readonly prefix: string;
  /** Where its services write their logs. */
  readonly folder: string;
  readonly adminUrl: string;
  readonly tokens: LocalTokens;
  readonly kafka: Kafka;
  readonly producer: Producer;
  /** Runs SQL as the administrator. */
  readonly sql: <Row extends object>(text: string, values?: unknown[]) => Promise<Row[]>;
  /** A URL of a service's own, restricted role. */
  readonly roleUrl: (service: ServiceName) => string;
  /** A second instance of a service, ready; whoever asks for it stops it. */
  readonly another: (service: ServiceName) => Promise<ServiceProcess>;
  readonly verifyLedger: () => Promise<LedgerReport>;
  readonly close: () => Promise<void>;
}

export interface BankOptions {
  readonly brokers?: string;
  readonly adminUrl?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Services that are started; the gateway, scoring and review when absent. Each takes its time: ask for few. */
  readonly services?: readonly ServiceName[];
  /** Where review listens; an issuer has to know the console's address before. */
  readonly reviewPort?: number;
}

const usualServices: readonly ServiceName[] = ['gateway', 'scoring', 'review'];

export async function openBank(options: BankOptions = {}): Promise<Bank> {
  const brokers = options.brokers ?? setting('TEST_KAFKA_BROKERS');
  const name = `bank_${randomUUID().slice(0, 8)}`;
  const prefix = `${name}.`;
  const folder = join(tmpdir(), 'paymo-tests', name);
  const adminUrl = await (options.adminUrl === undefined
    ? copyDatabase(setting('TEST_ADMIN_URL'), setting('TEST_TEMPLATE'), name)
    : migratedDatabase(options.adminUrl, name));
  const urls = localServiceUrls(adminUrl);

  const ports = await freePorts(serviceNames.length);
  if (options.reviewPort !== undefined) ports[serviceNames.indexOf('review')] = options.reviewPort;
  const make = (service: ServiceName, index: number, port = ports[index] ?? 0): ServiceProcess => {
    const environment = {
      SANDBOX: 'true',
      LOG_LEVEL: 'warn',
      KAFKA_BROKERS: brokers,
      KAFKA_PREFIX: prefix,
      DATABASE_URL: urls[service],
      DISCOVERY_KEY: localDiscoveryKey,
      TOKEN_ISSUER: setting('TEST_ISSUER'),
      AUDIT_KEY_FILE: auditKeyFile(setting('TEST_HOME')),
      VERDICT_UNDO_SECONDS: '0',
      ...limitsLifted,
      EVENTS_DIR: join(folder, 'recommendations'),
      GATEWAY_URL: `http://127.0.0.1:${ports[serviceNames.indexOf('gateway')]}`,
      LOANS_URL: `http://127.0.0.1:${ports[serviceNames.indexOf('loans')]}`,
      RECOMMENDATIONS_URL: `http://127.0.0.1:${ports[serviceNames.indexOf('recommendations')]}`,
      SCORING_URL: `http://127.0.0.1:${ports[serviceNames.indexOf('scoring')]}`,
      CONSOLE_ORIGIN: `http://127.0.0.1:${ports[serviceNames.indexOf('review')]}`,
      ...options.environment,
    };
    return new ServiceProcess(service, port, environment, folder);
  };
  const services = {
    gateway: make('gateway', 0),
    scoring: make('scoring', 1),
    review: make('review', 2),
    recommendations: make('recommendations', 3),
    loans: make('loans', 4),
  };
  const running = (options.services ?? usualServices).map((name) => services[name]);
  await startAll(running);

  const kafka = new Kafka({ clientId: 'test', brokers: brokers.split(','), logLevel: logLevel.NOTHING });
  const producer = kafka.producer();
  await producer.connect();
  const pool = new pg.Pool({ connectionString: adminUrl, max: 3 });
  pool.on('error', () => undefined);
  return {
    services,
    gateway: services.gateway.url,
    review: services.review.url,
    scoring: services.scoring.url,
    recommendations: services.recommendations.url,
    loans: services.loans.url,
    prefix,
    folder,
    adminUrl,
    tokens: new LocalTokens(
      options.environment?.['TOKEN_ISSUER'] ?? setting('TEST_ISSUER'),
      setting('TEST_HOME'),
    ),
    kafka,
    producer,
    sql: async (text, values = []) => (await pool.query(text, values)).rows,
    roleUrl: (service) => urls[service],
    another: async (service) => {
      const [port] = await freePorts(1);
      const instance = make(service, serviceNames.indexOf(service), port);
      await startAll([instance]);
      return instance;
    },
    verifyLedger: () => ledgerReport(adminUrl),
    close: async () => {
      await Promise.all(Object.values(services).map((service) => service.stop()));
      await producer.disconnect().catch(() => undefined);
      await pool.end();
    },
  };
}

/** Leaves none behind when one does not start: the spec then has no bank that it could close. */
async function startAll(services: readonly ServiceProcess[]): Promise<void> {
  for (const service of services) service.start();
  try {
    await Promise.all(services.map((service) => service.untilReady()));
  } catch (error) {
    await Promise.all(services.map((service) => service.stop()));
    throw error;
  }
}

async function migratedDatabase(serverUrl: string, name: string): Promise<string> {
  const adminUrl = await ensureDatabase(serverUrl, name);
  await migrate(adminUrl, localServiceUrls(adminUrl));
  return adminUrl;
}

async function ledgerReport(adminUrl: string): Promise<LedgerReport> {
  const url = new URL(adminUrl);
  url.searchParams.set('options', '-c search_path=payments');
  const database = new Database(url.href, createLogger('test', 'silent'), 1);
  try {
    return await database.snapshot(verifyLedger);
  } finally {
    await database.close();
  }
}

/** What the global set-up says of the shared stack. */
export function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run the end-to-end specs through npm test`);
  return value;
}

/** The header that says who sends a request. */
export function bearer(token: string): { authorization: string } {
  return { authorization: `Bearer ${token}` };
}

/** Waits until the check answers something other than undefined or false. */
export async function eventually<T>(
  what: string,
  check: () => Promise<T | undefined | false>,
  msMax = 20_000,
): Promise<T> {
  const deadline = Date.now() + msMax;
  for (;;) {
    const found = await check().catch(() => undefined);
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`not within ${msMax} ms: ${what}`);
    await sleep(50);
  }
}
