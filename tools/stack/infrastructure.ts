import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { inProject } from '../project.js';
import { fetchKafkaJars } from './kafka-jars.js';
import { NativeKafka } from './native-kafka.js';
import { NativePostgres } from './native-postgres.js';
import { freePorts } from './processes.js';

/** Kafka and Postgres, wherever they run. */
export interface Infrastructure {
  readonly kind: 'given' | 'docker' | 'native';
  readonly kafkaBrokers: string;
  /** A URL that may create databases and roles. */
  readonly adminUrl: string;
  /** Process ids to measure; absent when the processes are not ours. */
  readonly pids: () => { kafka?: number | undefined; postgres?: number | undefined };
  readonly stop: () => Promise<void>;
}

export interface Progress {
  /** Says what is being done now. */
  step(text: string): void;
  /** How much of the current step is done. */
  part(done: number, total: number): void;
}

/** Brings up Kafka and Postgres: those that are given, else Docker's, else native ones under `home`. */
export async function startInfrastructure(home: string, progress: Progress): Promise<Infrastructure> {
  const { KAFKA_BROKERS: kafkaBrokers, DATABASE_URL: adminUrl } = process.env;
  if (kafkaBrokers !== undefined && adminUrl !== undefined) {
    progress.step('Using the given Kafka and Postgres');
    return { kind: 'given', kafkaBrokers, adminUrl, pids: () => ({}), stop: () => Promise.resolve() };
  }
  mkdirSync(home, { recursive: true });
  return dockerAnswers() ? startDocker(progress) : startNative(home, progress);
}

async function startNative(home: string, progress: Progress): Promise<Infrastructure> {
  progress.step('Fetching Kafka');
  const jars = await fetchKafkaJars(inProject('.paymo', 'cache'), (done, total) => {
    progress.part(done, total);
  });
  const { postgres, kafka } = await nativeParts(home, jars);
  progress.step('Starting PostgreSQL and Kafka');
  const stop = async (): Promise<void> => {
    await Promise.all([kafka.stop(), postgres.stop()]);
  };
  try {
    await Promise.all([postgres.start(), kafka.start()]);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    kind: 'native',
    kafkaBrokers: kafka.brokers,
    adminUrl: postgres.url,
    pids: () => ({ kafka: kafka.pid, postgres: postgres.pid }),
    stop,
  };
}

/** A native broker and database on free ports, not yet started. */
export async function nativeParts(
  home: string,
  jars: string,
): Promise<{ postgres: NativePostgres; kafka: NativeKafka }> {
  const [postgresPort = 0, kafkaPort = 0, controllerPort = 0] = await freePorts(3);
  return {
    postgres: new NativePostgres(home, postgresPort),
    kafka: new NativeKafka(home, jars, kafkaPort, controllerPort),
  };
}

function dockerAnswers(): boolean {
  try {
    execFileSync('docker', ['info'], { stdio: 'ignore', timeout: 5000 });
    execFileSync('docker', ['compose', 'version'], { stdio: 'ignore', timeout: 5000 });
    return true;
  } catch {
    return false;
  }
}

/** Postgres and Kafka of docker-compose.yml on free ports of this machine. */
async function startDocker(progress: Progress): Promise<Infrastructure> {
  progress.step('Starting PostgreSQL and Kafka with Docker');
  const [postgresPort = 0, kafkaPort = 0] = await freePorts(2);
  const project = `paymo-${process.pid}`;
  const env = {
    ...process.env,
    PAYMO_POSTGRES_PORT: String(postgresPort),
    PAYMO_KAFKA_PORT: String(kafkaPort),
  };
  const compose = (...args: string[]): void => {
    execFileSync('docker', ['compose', '-p', project, ...args], {
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  };
  compose('up', '-d', '--wait', 'postgres', 'kafka');
  return {
    kind: 'docker',
    kafkaBrokers: `127.0.0.1:${kafkaPort}`,
    adminUrl: `postgres://postgres:paymo-sandbox@127.0.0.1:${postgresPort}/postgres`,
    pids: () => ({}),
    stop: () => {
      compose('down');
      return Promise.resolve();
    },
  };
}
