import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  composeRules,
  composeSchemaFaults,
  parseCompose,
  servicesAgainst,
  servicesWithoutHealthCheck,
  type ComposeServices,
} from './compose-file.js';
import { copiedFromContext, dockerfileFaults, hasHealthCheck } from './dockerfile-faults.js';
import { repositoryRoot } from './tool-cache.js';

const read = (file: string): Promise<string> => readFile(path.join(repositoryRoot, file), 'utf8');
const ruleNames = Object.keys(composeRules) as (keyof typeof composeRules)[];

let composeYaml: string;
let compose: ComposeServices;
let dockerfile: string;

beforeAll(async () => {
  [composeYaml, dockerfile] = await Promise.all([read('docker-compose.yml'), read('Dockerfile')]);
  compose = parseCompose(composeYaml);
});

describe('docker-compose.yml', () => {
  test('meets the schema of the Compose Specification', async () => {
    expect(await composeSchemaFaults(composeYaml)).toEqual([]);
  }, 120_000);

  test('runs the stores, the migration and the services', () => {
    expect(Object.keys(compose).sort()).toEqual([
      'gateway',
      'issuer',
      'kafka',
      'loans',
      'migrate',
      'postgres',
      'recommendations',
      'review',
      'scoring',
    ]);
  });

  test.each(ruleNames)('every service %s', (rule) => {
    expect(servicesAgainst(rule, compose)).toEqual([]);
  });

  test('every service that stays up has a health check', () => {
    expect(servicesWithoutHealthCheck(compose, hasHealthCheck(dockerfile))).toEqual([]);
  });

  test.each(['gateway', 'scoring', 'review', 'loans', 'recommendations'])(
    '%s waits for the migration and for Kafka',
    (name) => {
      expect(compose[name]?.depends_on).toEqual({
        migrate: { condition: 'service_completed_successfully' },
        kafka: { condition: 'service_healthy' },
      });
    },
  );

  test.each(['postgres', 'kafka'])('%s can be started alone', (name) => {
    expect(compose[name]?.depends_on).toEqual({});
    expect(compose[name]?.build).toBeUndefined();
  });

  test('no two services want the same port of the host', () => {
    const ports = Object.values(compose).flatMap((service) =>
      service.ports.map((port) => /:-(\d+)/.exec(port)?.[1]),
    );
    expect(ports).toHaveLength(8);
    expect(new Set(ports).size).toBe(ports.length);
  });
});

describe('a broken Compose file', () => {
  const sound = `
services:
  web:
    image: web:1.2
    user: '1:1'
    read_only: true
    cap_drop: [ALL]
    security_opt: ['no-new-privileges:true']
    ports: ['127.0.0.1:\${PAYMO_WEB_PORT:-80}:80']
    healthcheck: { test: [CMD, 'true'] }
    deploy: { resources: { limits: { cpus: '1', memory: 1G, pids: 10 } } }
`;
  const broken = (right: string, wrong: string): string => {
    expect(sound).toContain(right);
    return sound.replace(right, wrong);
  };

  test.each(ruleNames)('a sound service %s', (rule) => {
    expect(servicesAgainst(rule, parseCompose(sound))).toEqual([]);
  });

  test.each([
    ['comes from a pinned image', 'web:1.2', 'web:latest'],
    ['comes from a pinned image', 'web:1.2', 'web'],
    ['runs as a numbered user that is not root', "'1:1'", "'0:1'"],
    ['runs as a numbered user that is not root', "'1:1'", 'web'],
    ['has a read-only root filesystem', 'read_only: true', 'read_only: false'],
    ['drops every capability', '[ALL]', '[NET_RAW]'],
    ['cannot gain privileges', "security_opt: ['no-new-privileges:true']", 'security_opt: []'],
    ['cannot gain privileges', 'read_only: true', 'privileged: true'],
    ['limits CPU, memory and processes', ', pids: 10', ''],
    ['publishes ports on 127.0.0.1 alone, each movable by a variable', '127.0.0.1:', ''],
    ['publishes ports on 127.0.0.1 alone, each movable by a variable', '${PAYMO_WEB_PORT:-80}', '80'],
  ] as const)('"%s" is broken by replacing %j with %j', (rule, right, wrong) => {
    expect(servicesAgainst(rule, parseCompose(broken(right, wrong)))).toEqual(['web']);
  });

  test.each([
    ['read_only', 'raed_only'],
    ['cap_drop: [ALL]', 'cap_drop: ALL'],
    ["test: [CMD, 'true']", 'test: { cmd: x }'],
  ])('replacing %j with %j fails the schema', async (right, wrong) => {
    expect(await composeSchemaFaults(sound)).toEqual([]);
    expect(await composeSchemaFaults(broken(right, wrong))).not.toEqual([]);
  });

  test('a missing health check is found, and the image may have it instead', () => {
    const without = parseCompose(broken("    healthcheck: { test: [CMD, 'true'] }\n", ''));
    const built = parseCompose(broken("healthcheck: { test: [CMD, 'true'] }", 'build: .'));
    expect(servicesWithoutHealthCheck(without, true)).toEqual(['web']);
    expect(servicesWithoutHealthCheck(built, true)).toEqual([]);
    expect(servicesWithoutHealthCheck(built, false)).toEqual(['web']);
  });

  test('only a service that others await may do without', () => {
    const disabled = broken("{ test: [CMD, 'true'] }", '{ disable: true }');
    const awaited = `${disabled}  after: { image: 'a:1', depends_on: { web: { condition: service_completed_successfully } }, healthcheck: { test: [CMD, a] } }\n`;
    expect(servicesWithoutHealthCheck(parseCompose(disabled), true)).toEqual(['web']);
    expect(servicesWithoutHealthCheck(parseCompose(awaited), true)).toEqual([]);
  });
});

describe('the Dockerfile', () => {
  test('breaks no rule', () => {
    expect(dockerfileFaults(dockerfile)).toEqual([]);
    expect(hasHealthCheck(dockerfile)).toBe(true);
  });

  test('copies only what is there and what .dockerignore lets in', async () => {
    const admitted = (await read('.dockerignore')).split('\n').filter((line) => line.startsWith('!'));
    const copied = copiedFromContext(dockerfile);
    expect(copied).toEqual(expect.arrayContaining(['package-lock.json', 'apps', 'models']));
    for (const source of copied) {
      await expect(access(path.join(repositoryRoot, source))).resolves.toBeUndefined();
      expect(admitted).toContain(`!${source}`);
    }
  });

  const sound =
    'FROM node:20.1 AS build\nRUN npm ci\nFROM node:20.1\nUSER 1000:1000\nHEALTHCHECK CMD ["true"]\n';
  test.each([
    ['FROM node:20.1\n', 'FROM node:latest\n', 'FROM node:latest is not pinned to a minor version'],
    ['FROM node:20.1\n', 'FROM node:20\n', 'FROM node:20 is not pinned to a minor version'],
    ['FROM node:20.1 AS', 'FROM node AS', 'FROM node is not pinned to a minor version'],
    ['USER 1000:1000', 'USER node', 'USER node is not a number above 0'],
    ['USER 1000:1000', 'USER 0', 'USER 0 is not a number above 0'],
    ['USER 1000:1000', 'USER 1000\nUSER 0', 'USER 0 is not a number above 0'],
    ['USER 1000:1000\n', '', 'the final stage runs as root: it has no USER'],
    ['RUN npm ci\nFROM node:20.1', 'USER 1000\nFROM node:20.1', null],
    ['RUN npm ci\nFROM node:20.1\n', '', 'the tools of the build would be shipped: there is one stage'],
    [
      'RUN npm ci',
      'ADD https://example.com/x /x',
      'ADD https://example.com/x /x brings in what nobody has checked',
    ],
  ])('replacing %j with %j is judged rightly', (right, wrong, fault) => {
    expect(sound).toContain(right);
    expect(dockerfileFaults(sound)).toEqual([]);
    expect(dockerfileFaults(sound.replace(right, wrong))).toEqual(fault === null ? [] : [fault]);
  });

  test('a user of the build stage does not count', () => {
    expect(dockerfileFaults('FROM node:20.1 AS build\nUSER 1000\nFROM node:20.1\n')).toEqual([
      'the final stage runs as root: it has no USER',
    ]);
  });

  test.each([
    ['HEALTHCHECK CMD ["true"]', 'HEALTHCHECK NONE'],
    ['HEALTHCHECK CMD ["true"]', ''],
  ])('with %j replaced by %j it has no health check', (right, wrong) => {
    expect(hasHealthCheck(sound)).toBe(true);
    expect(hasHealthCheck(sound.replace(right, wrong))).toBe(false);
  });
});
