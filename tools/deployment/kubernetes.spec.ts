import { access, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { parseCompose, type ComposeServices } from './compose-file.js';
import { workloadsOf } from './kubernetes-object.js';
import { validateSchemas } from './kubernetes-schemas.js';
import { containerRules, containersAgainst, podRules, podsAgainst } from './pod-rules.js';
import {
  overlayNames,
  renderFolder,
  renderOverlays,
  type OverlayName,
  type Rendering,
} from './render-overlays.js';
import { documentedObjects, environmentNames, environmentOf, referenceFaults } from './environment.js';
import { repositoryRoot } from './tool-cache.js';
import {
  accountFaults,
  autoscalingFaults,
  budgetFaults,
  networkFaults,
  serviceFaults,
} from './wiring-faults.js';

/** The tools are fetched on the first run of a clone. */
const coldStartMs = 300_000;

const containerRuleNames = Object.keys(containerRules) as (keyof typeof containerRules)[];
const podRuleNames = Object.keys(podRules) as (keyof typeof podRules)[];
const read = (file: string): Promise<string> => readFile(path.join(repositoryRoot, file), 'utf8');

let overlays: Record<OverlayName, Rendering>;
let documented: Set<string>;
let compose: ComposeServices;

beforeAll(async () => {
  overlays = await renderOverlays();
  documented = documentedObjects(await read('k8s/README.md'));
  compose = parseCompose(await read('docker-compose.yml'));
}, coldStartMs);

describe.each(overlayNames)('the overlay %s', (overlay) => {
  test(
    'meets the Kubernetes schemas, object by object',
    async () => {
      const { yaml, objects } = overlays[overlay];
      expect(objects.length).toBeGreaterThan(20);
      expect(await validateSchemas(yaml)).toEqual({ passed: objects.length, faults: [] });
    },
    coldStartMs,
  );

  test('runs the services and migrates before them', () => {
    const names = workloadsOf(overlays[overlay].objects).map((workload) => workload.metadata.name);
    expect(names).toEqual(
      expect.arrayContaining(['gateway', 'scoring', 'review', 'loans', 'recommendations', 'migrate']),
    );
  });

  test.each(containerRuleNames)(`every container of ${overlay} %s`, (rule) => {
    expect(containersAgainst(rule, overlays[overlay].objects)).toEqual([]);
  });

  test.each(podRuleNames)(`every pod of ${overlay} %s`, (rule) => {
    expect(podsAgainst(rule, overlays[overlay].objects)).toEqual([]);
  });

  test('admits only restricted pods to its namespace', () => {
    const namespace = overlays[overlay].objects.find((object) => object.kind === 'Namespace');
    expect(namespace?.metadata.labels).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'restricted' });
  });

  test('lets every pod talk only to whom it names', () => {
    expect(networkFaults(overlays[overlay].objects)).toEqual([]);
  });

  test('sends every Service to a port that its pods open', () => {
    expect(serviceFaults(overlays[overlay].objects)).toEqual([]);
  });

  test('gives every pod a service account without a token', () => {
    expect(accountFaults(overlays[overlay].objects)).toEqual([]);
  });

  test.each(['gateway', 'scoring', 'review', 'loans', 'recommendations', 'migrate'])(
    'sets for %s the variables that Compose sets',
    (name) => {
      const ofCompose = Object.keys(compose[name]!.environment).sort();
      expect(ofCompose.length).toBeGreaterThan(4);
      expect(environmentNames(name, overlays[overlay].objects)).toEqual(ofCompose);
    },
  );

  test('runs only programs that the build makes from a source of ours', async () => {
    const { containers } = collectCommands(overlays[overlay]);
    expect(containers.length).toBeGreaterThanOrEqual(4);
    for (const program of containers) {
      const source = program
        .replace(/^dist\/services\/(.+)\.js$/, 'apps/$1/src/main.ts')
        .replace(/^dist\/(.+)\.js$/, '$1.ts');
      await expect(access(path.join(repositoryRoot, source))).resolves.toBeUndefined();
    }
  });
});

/** The validator is a Python process; a busy machine takes its time to start it. */
jest.setTimeout(60_000);

describe('the overlay production', () => {
  test('asks only for objects that the README names', () => {
    expect(documented.size).toBe(13);
    expect(referenceFaults(overlays.production.objects, documented)).toEqual([]);
  });

  test('has a disruption budget for every Deployment', () => {
    expect(budgetFaults(overlays.production.objects)).toEqual([]);
  });

  test('scales every Deployment by the lag of its consumer group', () => {
    expect(autoscalingFaults(overlays.production.objects)).toEqual([]);
  });

  test('contains no secret', () => {
    expect(overlays.production.objects.filter((object) => object.kind === 'Secret')).toEqual([]);
  });

  test.each(['gateway', 'scoring', 'review', 'loans', 'recommendations'])(
    'does not run %s as a sandbox',
    (name) => {
      expect(environmentOf(name, overlays.production.objects).get('SANDBOX')).toBe('false');
    },
  );
});

describe('the overlay local', () => {
  test('brings every object that it asks for', () => {
    expect(referenceFaults(overlays.local.objects, new Set())).toEqual([]);
  });
});

describe('a broken manifest', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'paymo-broken-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test.each([
    ['an unknown field', 'maxUnavailable: 1', 'maxUnavailble: 1', /maxUnavailble/],
    ['a value of another type', 'maxReplicas: 4', 'maxReplicas: four', /maxReplicas.*'four'/],
    ['a kind without a schema', 'kind: PriorityClass', 'kind: PriorityClas', /PriorityClas/],
  ])('with %s fails the schemas', async (_fault, right, wrong, message) => {
    const { yaml, objects } = overlays.production;
    expect(yaml).toContain(right);
    const report = await validateSchemas(yaml.replace(right, wrong));
    expect(report.passed).toBe(objects.length - 1);
    expect(report.faults).toEqual([expect.stringMatching(message)]);
  });

  test('that names a missing file does not render', async () => {
    await mkdir(path.join(folder, 'missing'));
    await writeFile(path.join(folder, 'missing/kustomization.yaml'), 'resources: [nowhere.yaml]\n');
    await expect(renderFolder(path.join(folder, 'missing'))).rejects.toThrow(/nowhere\.yaml/);
  });
});

function collectCommands(rendering: Rendering): { containers: string[] } {
  const programs = rendering.yaml.matchAll(/^\s+- (dist\/\S+\.js)$/gm);
  return { containers: [...programs].map(([, program]) => program!) };
}
