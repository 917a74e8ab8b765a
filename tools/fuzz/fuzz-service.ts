import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ServiceContract } from '../contract/service-contracts.js';
import { inProject } from '../project.js';
import { pythonEnvironment } from '../python-environment.js';

const packages = ['schemathesis==4.32.5'];

export interface FuzzOptions {
  /** What the service is held to. */
  readonly contract: ServiceContract;
  readonly url: string;
  /** A customer's token; asked for anew for each round. */
  readonly token: () => string;
  readonly seed: number;
  /** Rounds are run until the service has answered that many requests. */
  readonly requestsMin: number;
  /** Cases of an operation and phase in one round. */
  readonly casesMax: number;
  /** Takes what Schemathesis prints. */
  readonly print: (text: string) => void;
}

export interface FuzzResult {
  /** Requests that the service counted. */
  readonly requests: number;
  /** Rounds in which Schemathesis found a server error, or a violation of the published description. */
  readonly failedRounds: number;
}

/** Sends generated requests, valid and invalid, that the published description says how to answer. */
export async function fuzzService(options: FuzzOptions): Promise<FuzzResult> {
  const before = await answered(options.url);
  const wanted = createHash('sha256').update(packages.join('\n')).digest('hex');
  const programs = pythonEnvironment({ name: 'fuzz', wanted, packages });
  let [requests, failedRounds] = [0, 0];
  for (let round = 0; requests < options.requestsMin; round++) {
    const status = await runSchemathesis(join(programs, 'schemathesis'), options, options.seed + round);
    if (status !== 0) failedRounds++;
    const now = (await answered(options.url)) - before;
    if (now === requests) throw new Error('a round sent nothing; see what Schemathesis printed');
    requests = now;
  }
  return { requests, failedRounds };
}

async function runSchemathesis(program: string, options: FuzzOptions, seed: number): Promise<number> {
  const { contract, url, token, casesMax, print } = options;
  const config = inProject('tools', 'fuzz', 'schemathesis.toml');
  // A stream of events ends after minutes only.
  const streams = ['--exclude-path', '/v1/events'];
  const bounds = ['--max-examples', String(casesMax), '--seed', String(seed), '--continue-on-failure'];
  const child = spawn(
    program,
    [
      ...['--config-file', config, 'run', contract.file, '--url', url],
      ...['-H', `Authorization: Bearer ${token()}`, '--no-color', '--generation-database', 'none'],
      ...[...streams, ...bounds],
    ],
    // It leaves a folder where it runs.
    { cwd: inProject('.paymo', 'cache'), stdio: ['ignore', 'pipe', 'pipe'] },
  );
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (bytes) => {
      print(String(bytes));
    });
  }
  await once(child, 'close');
  return child.exitCode ?? 1;
}

/** Requests that a service has answered, by its own count. */
async function answered(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const counts = text.matchAll(/^http_request_seconds_count\{[^}]*\} (\d+)$/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}
