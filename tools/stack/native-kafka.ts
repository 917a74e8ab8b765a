import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from './processes.js';

const startMsMax = 120_000;
const stopMsMax = 15_000;
const javaMin = 17;

/**
 * The optimising compiler (C2) is left out: on two cores it takes a fifth of one for minutes, from the services, and
 * the code that it makes serves a single broker no better.
 */
const smallMachine = ['-Xms128m', '-Xmx384m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto'];

/** One real Kafka broker (KRaft, broker and controller in one process) from its jars. */
export class NativeKafka {
  private process: ChildProcess | undefined;

  constructor(
    private readonly home: string,
    private readonly jars: string,
    readonly port: number,
    private readonly controllerPort: number,
  ) {}

  get brokers(): string {
    return `127.0.0.1:${this.port}`;
  }

  get pid(): number | undefined {
    return this.process?.pid;
  }

  async start(): Promise<void> {
    checkJava();
    const folder = join(this.home, 'kafka');
    mkdirSync(folder, { recursive: true });
    await this.endLeftover(folder);
    this.configure(folder);
    const log = openSync(join(this.home, 'kafka.log'), 'a');
    this.process = spawn(
      'java',
      [...smallMachine, ...this.java(folder), 'kafka.Kafka', join(folder, 'server.properties')],
      {
        stdio: ['ignore', log, log],
        detached: true,
      },
    );
    this.process.unref();
    writeFileSync(join(folder, 'pid'), String(this.process.pid));
    await this.untilReady();
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  /** Ends the broker as a power cut would. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.ref();
    const exit = once(child, 'exit');
    child.kill(signal);
    const isOver = await Promise.race([exit.then(() => true), sleep(stopMsMax, false, { ref: false })]);
    if (!isOver) {
      child.kill('SIGKILL');
      await exit;
    }
  }

  private configure(folder: string): void {
    writeFileSync(join(folder, 'server.properties'), this.properties(folder));
    writeFileSync(join(folder, 'log4j2.yaml'), log4j);
    if (existsSync(join(folder, 'data', 'meta.properties'))) return;
    const format = [
      'kafka.tools.StorageTool',
      'format',
      '-t',
      'MkU3OEVBNTcwNTJENDM2Qg',
      '-c',
      join(folder, 'server.properties'),
    ];
    execFileSync(
      'java',
      ['-Xmx128m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', ...this.java(folder), ...format],
      {
        stdio: 'pipe',
      },
    );
  }

  private java(folder: string): string[] {
    return [`-Dlog4j2.configurationFile=${join(folder, 'log4j2.yaml')}`, '-cp', `${this.jars}/*`];
  }

  private properties(folder: string): string {
    const settings: Record<string, string | number> = {
      'process.roles': 'broker,controller',
      'node.id': 1,
      'controller.quorum.voters': `1@127.0.0.1:${this.controllerPort}`,
      listeners: `PLAINTEXT://127.0.0.1:${this.port},CONTROLLER://127.0.0.1:${this.controllerPort}`,
      'advertised.listeners': `PLAINTEXT://127.0.0.1:${this.port}`,
      'controller.listener.names': 'CONTROLLER',
      'inter.broker.listener.name': 'PLAINTEXT',
      'log.dirs': join(folder, 'data'),
      'auto.create.topics.enable': 'false',
      'offsets.topic.replication.factor': 1,
      'offsets.topic.num.partitions': 4,
      'transaction.state.log.replication.factor': 1,
      'transaction.state.log.min.isr': 1,
      'transaction.state.log.num.partitions': 4,
      'group.initial.rebalance.delay.ms': 0,
      'num.network.threads': 2,
      'num.io.threads': 4,
      'log.cleaner.dedupe.buffer.size': 16_777_216,
    };
    return Object.entries(settings)
      .map(([key, value]) => `${key}=${value}\n`)
      .join('');
  }

  /** A broker that an earlier run left behind when it was killed. */
  private async endLeftover(folder: string): Promise<void> {
    const pidFile = join(folder, 'pid');
    if (!existsSync(pidFile)) return;
    const pid = Number(readFileSync(pidFile, 'utf8'));
    if (!isAlive(pid, folder)) return;
    process.kill(pid, 'SIGTERM');
    for (let waited = 0; waited < stopMsMax && isAlive(pid, folder); waited += 100) await sleep(100);
    if (isAlive(pid, folder)) process.kill(pid, 'SIGKILL');
  }

  private async untilReady(): Promise<void> {
    const deadline = Date.now() + startMsMax;
    while (!(await accepts(this.port))) {
      if (this.process?.exitCode !== null || Date.now() > deadline) {
        throw new Error(
          `Kafka did not start: see ${join(this.home, 'kafka.log')}; is port ${this.port} taken?`,
        );
      }
      await sleep(100);
    }
  }
}

const log4j = `Configuration:
  Appenders:
    Console: { name: C, PatternLayout: { pattern: "%d %p %c{1} %m%n" } }
  Loggers:
    Root: { level: WARN, AppenderRef: [ { ref: C } ] }
`;

/** @throws Error that says what to install when there is no Java, or an old one */
function checkJava(): void {
  const java = spawnSync('java', ['-XshowSettings:properties', '-version'], { encoding: 'utf8' });
  if (java.error !== undefined) {
    throw new Error(
      `Java ${javaMin} or later is needed to run Kafka and was not found; install it, or set KAFKA_BROKERS`,
    );
  }
  const major = Number(/java\.specification\.version = (\d+)/.exec(java.stderr)?.[1] ?? 0);
  if (major < javaMin)
    throw new Error(`Java ${javaMin} or later is needed to run Kafka, this is Java ${major}`);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}
