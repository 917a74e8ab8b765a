import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { auditKeyFile } from '../audit/audit-key.js';
import { localIssuer } from '../issuer/local-issuer.js';
import { type Infrastructure, type Progress, startInfrastructure } from './infrastructure.js';
import { ensureDatabase, localServiceUrls, migrate, type ServiceName, serviceNames } from './migrate.js';
import { pythonOf } from '../python-environment.js';
import { freePorts, isAlive } from './processes.js';
import { ServiceProcess } from './service-process.js';
import { localDiscoveryKey } from './local-secrets.js';
import { forgetState, lastState, readState, type StackState, writeState } from './stack-state.js';

export interface Stack {
  /** Where its data and the local issuer's key are. */
  readonly home: string;
  readonly state: StackState;
  readonly infrastructure: Infrastructure;
  readonly services: Readonly<Record<ServiceName, ServiceProcess>>;
  readonly stop: () => Promise<void>;
}

export interface StackOptions {
  readonly home: string;
  readonly progress: Progress;
  /** Added to every service's environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Services that are not started. */
  readonly without?: readonly ServiceName[];
  /** Kafka and Postgres that run already; they are stopped with the rest. */
  readonly infrastructure?: Infrastructure;
}

/** Brings up everything: Kafka, Postgres, schemas and services. */
export async function startStack({
  home,
  progress,
  environment = {},
  without = [],
  infrastructure: given,
}: StackOptions): Promise<Stack> {
  const other = readState(home);
  if (other !== undefined) throw new Error(`a stack runs here already (process ${other.pid}); stop it first`);
  await endLeftovers(home);
  const infrastructure = given ?? (await startInfrastructure(home, progress));
  const started: ServiceProcess[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((service) => service.stop()));
    await infrastructure.stop();
    forgetState(home);
  };
  try {
    progress.step('Migrating the schemas');
    const adminUrl = await ensureDatabase(infrastructure.adminUrl, 'paymo');
    const urls = localServiceUrls(adminUrl);
    await migrate(adminUrl, urls);
    progress.step('Starting the services');
    const ports = await freePorts(serviceNames.length);
    const issuer = await localIssuer(home, urlAt(ports, 'review'));
    started.push(issuer);
    const common = { KAFKA_BROKERS: infrastructure.kafkaBrokers, TOKEN_ISSUER: issuer.url, ...environment };
    const services = makeServices(home, ports, urls, common);
    started.push(...serviceNames.filter((name) => !without.includes(name)).map((name) => services[name]));
    for (const service of started) service.start();
    const state = {
      pid: process.pid,
      servicePids: started.map(({ pid }) => pid ?? 0),
      gateway: services.gateway.url,
      scoring: services.scoring.url,
      review: services.review.url,
      issuer: issuer.url,
      recommendations: services.recommendations.url,
      loans: services.loans.url,
      adminUrl,
      kafkaBrokers: infrastructure.kafkaBrokers,
    };
    writeState(home, state);
    await Promise.all(started.map((service) => service.untilReady()));
    return { home, state, infrastructure, services, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function makeServices(
  home: string,
  ports: readonly number[],
  urls: Readonly<Record<ServiceName, string>>,
  environment: Readonly<Record<string, string>>,
): Record<ServiceName, ServiceProcess> {
  const make = (service: ServiceName, index: number): ServiceProcess => {
    const own = {
      SANDBOX: 'true',
      AUDIT_KEY_FILE: auditKeyFile(home),
      DATABASE_URL: urls[service],
      DISCOVERY_KEY: localDiscoveryKey,
      EVENTS_DIR: join(home, 'recommendations'),
      SPARK_PYTHON: pythonOf('spark'),
      GATEWAY_URL: urlAt(ports, 'gateway'),
      LOANS_URL: urlAt(ports, 'loans'),
      RECOMMENDATIONS_URL: urlAt(ports, 'recommendations'),
      SCORING_URL: urlAt(ports, 'scoring'),
      CONSOLE_ORIGIN: urlAt(ports, 'review'),
      ...environment,
    };
    return new ServiceProcess(service, ports[index] ?? 0, own, join(home, 'logs'));
  };
  return {
    gateway: make('gateway', 0),
    scoring: make('scoring', 1),
    review: make('review', 2),
    recommendations: make('recommendations', 3),
    loans: make('loans', 4),
  };
}

function urlAt(ports: readonly number[], service: ServiceName): string {
  return `http://127.0.0.1:${ports[serviceNames.indexOf(service)] ?? 0}`;
}

/** Services whose supervisor was killed go on running: they are told to drain before new ones start. */
async function endLeftovers(home: string): Promise<void> {
  const left = (lastState(home)?.servicePids ?? []).filter((pid) => isAlive(pid, 'dist/'));
  for (const pid of left) process.kill(pid, 'SIGTERM');
  for (let waited = 0; waited < 10_000 && left.some((pid) => isAlive(pid, 'dist/')); waited += 100)
    await sleep(100);
  for (const pid of left) if (isAlive(pid, 'dist/')) process.kill(pid, 'SIGKILL');
}
