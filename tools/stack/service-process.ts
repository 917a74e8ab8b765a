import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inProject } from '../project.js';

/** A larger young generation: at full load most garbage is one batch old, and is collected for nothing otherwise. */
const nodeFlags = ['--enable-source-maps', '--max-semi-space-size=32'];
const readyMsMax = 60_000;
const stopMsMax = 28_000;
const restartMsMin = 200;
const restartMsMax = 5000;

/** One service as a process of its own: started again when it dies, as a cluster would. */
export class ServiceProcess {
  private child: ChildProcess | undefined;
  private isWanted = false;
  private restart: NodeJS.Timeout | undefined;
  private restartMs = restartMsMin;

  constructor(
    readonly service: string,
    readonly port: number,
    private readonly environment: Readonly<Record<string, string>>,
    private readonly logFolder: string,
    private readonly main = inProject('dist', 'services', `${service}.js`),
  ) {}

  /** Another instance of the same service, on a port of its own. */
  beside(port: number): ServiceProcess {
    return new ServiceProcess(this.service, port, this.environment, this.logFolder, this.main);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** @throws Error when it runs or is about to be started again: two would fight over the port, and one would stay */
  start(): void {
    if (this.isWanted) throw new Error(`${this.service} was started before`);
    this.isWanted = true;
    this.spawn();
  }

  /** @throws Error naming the log when the service is not ready in time, or its settings or model are refused */
  async untilReady(): Promise<void> {
    const deadline = Date.now() + readyMsMax;
    while (!(await this.isReady())) {
      const status = this.child?.exitCode ?? null;
      if (Date.now() > deadline || status === 78) {
        throw new Error(`${this.service} did not start: see ${join(this.logFolder, `${this.service}.log`)}`);
      }
      await sleep(100);
    }
    this.restartMs = restartMsMin;
  }

  /** Ends the process as a power cut would; it is started again. */
  kill(): void {
    this.child?.kill('SIGKILL');
  }

  async stop(): Promise<void> {
    this.isWanted = false;
    clearTimeout(this.restart);
    const child = this.child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.ref();
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    const isOver = await Promise.race([exit.then(() => true), sleep(stopMsMax, false, { ref: false })]);
    if (!isOver) child.kill('SIGKILL');
  }

  private spawn(): void {
    mkdirSync(this.logFolder, { recursive: true });
    const log = openSync(join(this.logFolder, `${this.service}.log`), 'a');
    this.child = spawn(process.execPath, [...nodeFlags, this.main], {
      cwd: inProject(),
      env: { ...process.env, ...this.environment, HOST: '127.0.0.1', PORT: String(this.port) },
      stdio: ['ignore', log, log],
    });
    this.child.once('exit', () => {
      if (!this.isWanted) return;
      this.restart = setTimeout(() => {
        this.spawn();
      }, this.restartMs);
      this.restartMs = Math.min(this.restartMs * 2, restartMsMax);
    });
  }

  private async isReady(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(2000) })).ok;
    } catch {
      return false;
    }
  }
}
