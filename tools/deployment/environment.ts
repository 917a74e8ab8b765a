import {
  keyedObjectsOf,
  nameOf,
  workloadsOf,
  type Container,
  type KubernetesObject,
} from './kubernetes-object.js';

interface Reference {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  /** Undefined where the whole object is taken. */
  readonly key: string | undefined;
}

/** Names the external objects of the README's table as `Secret/name key`. */
export function documentedObjects(readme: string): Set<string> {
  const rows = readme.matchAll(/^\| (ConfigMap|Secret) +\| `([^`]+)` +\| `([^`]+)` +\|/gm);
  return new Set([...rows].map(([, kind, name, key]) => `${kind ?? ''}/${name ?? ''} ${key ?? ''}`));
}

/** References of containers to objects or keys that are neither rendered nor documented as external. */
export function referenceFaults(
  objects: readonly KubernetesObject[],
  documented: ReadonlySet<string>,
): string[] {
  const rendered = keyedObjectsOf(objects);
  const isThere = (reference: Reference): boolean => {
    const id = `${reference.kind}/${reference.name}`;
    const object = rendered.find((candidate) => nameOf(candidate) === id);
    if (object !== undefined) return reference.key === undefined || reference.key in object.data;
    return reference.key !== undefined && documented.has(`${id} ${reference.key}`);
  };
  return workloadsOf(objects).flatMap((workload) =>
    workload.spec.template.spec.containers
      .flatMap(referencesOf)
      .filter((reference) => !isThere(reference))
      .map(
        ({ kind, name, key }) =>
          `${nameOf(workload)} needs ${kind}/${name}${key === undefined ? '' : ` ${key}`}`,
      ),
  );
}

/** The names of the environment variables that a workload's containers get, sorted. */
export function environmentNames(workloadName: string, objects: readonly KubernetesObject[]): string[] {
  return [...environmentOf(workloadName, objects).keys()].sort();
}

/** What a workload's containers get from the environment; undefined for what the rendering does not tell. */
export function environmentOf(
  workloadName: string,
  objects: readonly KubernetesObject[],
): Map<string, string | undefined> {
  const environment = new Map<string, string | undefined>();
  const workload = workloadsOf(objects).find((candidate) => candidate.metadata.name === workloadName);
  for (const container of workload?.spec.template.spec.containers ?? []) {
    for (const { kind, name } of referencesOf(container).filter((reference) => reference.key === undefined)) {
      const source = keyedObjectsOf(objects).find((object) => nameOf(object) === `${kind}/${name}`);
      for (const [key, value] of Object.entries(source?.data ?? {})) environment.set(key, value);
    }
    for (const variable of container.env) environment.set(variable.name, variable.value);
  }
  return environment;
}

function referencesOf(container: Container): Reference[] {
  const references: Reference[] = [];
  for (const { configMapRef, secretRef } of container.envFrom) {
    if (configMapRef !== undefined)
      references.push({ kind: 'ConfigMap', name: configMapRef.name, key: undefined });
    if (secretRef !== undefined) references.push({ kind: 'Secret', name: secretRef.name, key: undefined });
  }
  for (const { valueFrom } of container.env) {
    if (valueFrom?.configMapKeyRef !== undefined)
      references.push({ kind: 'ConfigMap', ...valueFrom.configMapKeyRef });
    if (valueFrom?.secretKeyRef !== undefined) references.push({ kind: 'Secret', ...valueFrom.secretKeyRef });
  }
  return references;
}
