import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { dockerfileFaults } from './dockerfile-faults.js';
import { documentedObjects, environmentOf, referenceFaults } from './environment.js';
import { keyedObjectsOf, kubernetesObject, workloadsOf } from './kubernetes-object.js';
import { validateSchemas } from './kubernetes-schemas.js';
import { containerRules, containersAgainst, podRules, podsAgainst } from './pod-rules.js';
import { parseObjects, renderFolder, type Rendering } from './render-overlays.js';
import { repositoryRoot } from './tool-cache.js';
import { accountFaults, networkFaults, serviceFaults } from './wiring-faults.js';

/** The tools are fetched on the first run of a clone. */
const coldStartMs = 300_000;
const component = path.join(repositoryRoot, 'k8s/components/spark');
const read = (file: string): Promise<string> => readFile(path.join(component, file), 'utf8');

describe('the overlay that runs the batch on Spark', () => {
  let rendering: Rendering;
  let settings: Map<string, string>;

  beforeAll(async () => {
    rendering = await renderFolder(path.join(repositoryRoot, 'k8s/overlays/production-spark'));
    settings = new Map(
      (await read('spark-defaults.conf'))
        .trim()
        .split('\n')
        .map((line) => line.split(/\s+/, 2) as [string, string]),
    );
  }, coldStartMs);

  test(
    'meets the Kubernetes schemas, and so does the pod of its executors',
    async () => {
      const { yaml, objects } = rendering;
      expect(await validateSchemas(yaml)).toEqual({ passed: objects.length, faults: [] });
      const { faults } = await validateSchemas(await read('executor.yaml'));
      expect(faults).toEqual([]);
    },
    coldStartMs,
  );

  test('breaks none of the rules of pods, nor does an executor as Spark completes it', async () => {
    const [pod] = parseObjects(await read('executor.yaml')) as unknown as {
      metadata: { labels: object };
      spec: { containers: object[] };
    }[];
    // What Spark fills in: the image and the sizes.
    const sizes = { cpu: '2', memory: '4g' };
    const image = settings.get('spark.kubernetes.container.image');
    const containers = pod!.spec.containers.map((each) => ({
      ...each,
      image,
      resources: { requests: sizes, limits: sizes },
    }));
    const executor = kubernetesObject.parse({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'executor' },
      spec: { template: { metadata: pod!.metadata, spec: { ...pod!.spec, containers } } },
    });
    const objects = [...rendering.objects, executor];
    for (const rule of Object.keys(containerRules) as (keyof typeof containerRules)[])
      expect(containersAgainst(rule, objects)).toEqual([]);
    for (const rule of Object.keys(podRules) as (keyof typeof podRules)[])
      expect(podsAgainst(rule, objects)).toEqual([]);
    expect(networkFaults(objects)).toEqual([]);
    expect(accountFaults(rendering.objects)).toEqual([]);
    expect(serviceFaults(rendering.objects)).toEqual([]);
  });

  test('lets the service submit to the cluster that it is in', () => {
    const environment = environmentOf('recommendations', rendering.objects);
    expect(environment.get('BATCH_ENGINE')).toBe('spark');
    expect(environment.get('SPARK_MASTER')).toMatch(/^k8s:\/\//);
    const { containers } = workloadsOf(rendering.objects).find(
      ({ metadata }) => metadata.name === 'recommendations',
    )!.spec.template.spec;
    expect(containers[0]!.image).toContain('paymo-spark@');
    const kept = keyedObjectsOf(rendering.objects).map(({ metadata }) => metadata.name);
    expect(kept).toContainEqual(expect.stringMatching(/^recommendations-spark-/));
  });

  test('names in its settings what is there', () => {
    const names = rendering.objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    const claim = 'spark.kubernetes.executor.volumes.persistentVolumeClaim.events';
    expect(names).toContain(`PersistentVolumeClaim/${settings.get(`${claim}.options.claimName`)}`);
    expect(names).toContain(
      `ServiceAccount/${settings.get('spark.kubernetes.authenticate.executor.serviceAccountName')}`,
    );
    const events = environmentOf('recommendations', rendering.objects).get('EVENTS_DIR');
    expect(settings.get(`${claim}.mount.path`)).toBe(events);
    expect(settings.get('spark.local.dir')!.startsWith(`${events}/`)).toBe(true);
  });

  test('has one version of Spark in driver and executors', async () => {
    const requirements = await readFile(
      path.join(repositoryRoot, 'libs/recommendation/spark/requirements.txt'),
      'utf8',
    );
    const version = /pyspark==(\S+)/.exec(requirements)![1];
    expect(settings.get('spark.kubernetes.container.image')).toBe(`apache/spark:${version}`);
  });

  test('asks for nothing that the README does not name, and every cluster has', async () => {
    const documented = documentedObjects(await readFile(path.join(repositoryRoot, 'k8s/README.md'), 'utf8'));
    const faults = referenceFaults(rendering.objects, documented);
    expect(faults.filter((fault) => !fault.includes('kube-root-ca.crt'))).toEqual([]);
  });

  test('has an image that is built from ours and runs as nobody', async () => {
    const dockerfile = (await read('Dockerfile')).replace('${PAYMO}', 'paymo:0.1');
    expect(dockerfileFaults(`FROM scratch:1.0 AS build\n${dockerfile}`)).toEqual([]);
  });
});
