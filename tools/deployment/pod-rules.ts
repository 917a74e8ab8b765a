import {
  nameOf,
  workloadsOf,
  type Container,
  type KubernetesObject,
  type Workload,
} from './kubernetes-object.js';

type PodSpec = Workload['spec']['template']['spec'];
type ContainerRule = (container: Container, pod: PodSpec, kind: Workload['kind']) => boolean;

/** What every container must be, worded to follow "every container". */
export const containerRules = {
  'runs as non-root': (container, pod) =>
    (container.securityContext.runAsNonRoot ?? pod.securityContext.runAsNonRoot) === true &&
    (container.securityContext.runAsUser ?? pod.securityContext.runAsUser) !== 0,
  'has a read-only root filesystem': (container) => container.securityContext.readOnlyRootFilesystem === true,
  'drops every capability': (container) =>
    (container.securityContext.capabilities?.drop.includes('ALL') ?? false) &&
    container.securityContext.capabilities?.add.length === 0,
  'cannot gain privileges': (container) =>
    container.securityContext.allowPrivilegeEscalation === false &&
    container.securityContext.privileged !== true,
  'requests CPU and memory and limits memory': (container) =>
    ['cpu', 'memory'].every((resource) => resource in container.resources.requests) &&
    'memory' in container.resources.limits,
  'comes from a pinned image': (container) => isPinnedImage(container.image),
  'is probed at start, for readiness and for life, unless it is a job': (container, _pod, kind) =>
    kind === 'Job' ||
    [container.startupProbe, container.readinessProbe, container.livenessProbe].every(
      (probe) => probe !== undefined,
    ),
} as const satisfies Record<string, ContainerRule>;

/** What every pod must be, worded to follow "every pod". */
export const podRules = {
  'keeps to the seccomp profile of the runtime': (pod) =>
    pod.securityContext.seccompProfile?.type === 'RuntimeDefault',
  'shares nothing with its node': (pod) =>
    [pod.hostNetwork, pod.hostPID, pod.hostIPC].every((shared) => shared !== true) &&
    pod.volumes.every((volume) => volume.hostPath === undefined),
  'holds no token of its service account': (pod) => pod.automountServiceAccountToken === false,
} as const satisfies Record<string, (pod: PodSpec) => boolean>;

/** Names the containers that break a rule, as `Deployment/gateway main`. */
export function containersAgainst(
  rule: keyof typeof containerRules,
  objects: readonly KubernetesObject[],
): string[] {
  return workloadsOf(objects).flatMap((workload) => {
    const pod = workload.spec.template.spec;
    return [...pod.initContainers, ...pod.containers]
      .filter((container) => !containerRules[rule](container, pod, workload.kind))
      .map((container) => `${nameOf(workload)} ${container.name}`);
  });
}

export function podsAgainst(rule: keyof typeof podRules, objects: readonly KubernetesObject[]): string[] {
  return workloadsOf(objects)
    .filter((workload) => !podRules[rule](workload.spec.template.spec))
    .map(nameOf);
}

/** A digest, or a tag that says a version. */
export function isPinnedImage(image: string): boolean {
  if (/@sha256:[0-9a-f]{64}$/.test(image)) return true;
  const tag = /^[^@]+:([\w.-]+)$/.exec(image)?.[1];
  return tag !== undefined && tag !== 'latest';
}
