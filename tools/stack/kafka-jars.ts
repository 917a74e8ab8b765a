import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { inProject } from '../project.js';

const kafkaVersion = '4.1.1';
const checksumsFile = inProject('tools', 'stack', 'kafka-jars.sha256');

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>paymo</groupId><artifactId>kafka</artifactId><version>1</version>
  <dependencies><dependency>
    <groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${kafkaVersion}</version>
  </dependency></dependencies>
</project>
`;

/**
 * Fetches the broker's jars with Maven into the cache, once, and checks each against its pinned SHA-256.
 *
 * @param onJar called for each jar that arrives: how many are there, of how many
 */
export async function fetchKafkaJars(
  cache: string,
  onJar: (done: number, total: number) => void,
): Promise<string> {
  const folder = join(cache, `kafka-${kafkaVersion}`);
  if (existsSync(folder)) return folder;
  const expected = readChecksums();
  const part = `${folder}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true });
  writeFileSync(join(part, 'pom.xml'), pom);
  const arrived = new Set<string>();
  await runMaven(part, (line) => {
    const jar = /([^/\\ ]+\.jar)/.exec(line)?.[1];
    if (jar === undefined || !expected.has(jar) || arrived.has(jar)) return;
    arrived.add(jar);
    onJar(arrived.size, expected.size);
  });
  checkJars(part, expected);
  rmSync(join(part, 'pom.xml'));
  renameSync(part, folder);
  return folder;
}

function readChecksums(): Map<string, string> {
  const lines = readFileSync(checksumsFile, 'utf8').trim().split('\n');
  return new Map(lines.map((line): [string, string] => [line.slice(66), line.slice(0, 64)]));
}

function checkJars(folder: string, expected: ReadonlyMap<string, string>): void {
  const jars = readdirSync(folder).filter((name) => name.endsWith('.jar'));
  for (const jar of new Set([...jars, ...expected.keys()])) {
    const path = join(folder, jar);
    const actual = existsSync(path)
      ? createHash('sha256').update(readFileSync(path)).digest('hex')
      : 'missing';
    if (actual !== expected.get(jar)) {
      throw new Error(
        `${jar} is not the jar that was pinned: expected ${expected.get(jar) ?? 'none'}, got ${actual}`,
      );
    }
  }
}

async function runMaven(folder: string, onLine: (line: string) => void): Promise<void> {
  const goals = [
    '-B',
    'dependency:copy-dependencies',
    `-DoutputDirectory=${folder}`,
    '-DincludeScope=runtime',
  ];
  const maven = spawn('mvn', goals, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const output: string[] = [];
  createInterface({ input: maven.stdout }).on('line', (line) => {
    output.push(line);
    if (/^\[INFO\] (Downloaded|Copying) /.test(line)) onLine(line);
  });
  const status = await new Promise<number | null>((resolve, reject) => {
    maven.once('error', () => {
      reject(
        new Error('Maven (mvn) is needed to fetch Kafka and was not found; install it, or set KAFKA_BROKERS'),
      );
    });
    maven.once('close', resolve);
  });
  if (status !== 0) throw new Error(`Maven could not fetch Kafka:\n${output.slice(-15).join('\n')}`);
}
