import {
  accountsOf,
  autoscalersOf,
  budgetsOf,
  nameOf,
  networkPoliciesOf,
  servicesOf,
  workloadsOf,
  type KubernetesObject,
  type Workload,
} from './kubernetes-object.js';
import { selects } from './label-selector.js';

const labelsOf = (workload: Workload): Record<string, string> => workload.spec.template.metadata.labels;

/** Services that no pod answers for, or whose port no container of theirs opens. */
export function serviceFaults(objects: readonly KubernetesObject[]): string[] {
  return servicesOf(objects).flatMap((service) => {
    const pods = workloadsOf(objects).filter((workload) =>
      selects({ matchLabels: service.spec.selector, matchExpressions: [] }, labelsOf(workload)),
    );
    if (pods.length === 0) return [`Service/${service.metadata.name} selects no pod`];

    const ports = pods
      .flatMap((pod) => pod.spec.template.spec.containers)
      .flatMap((container) => container.ports);
    return service.spec.ports
      .map((port) => port.targetPort ?? port.port)
      .filter((target) => !ports.some((port) => port.name === target || port.containerPort === target))
      .map((target) => `Service/${service.metadata.name} sends to port ${target}, which no container opens`);
  });
}

export function budgetFaults(objects: readonly KubernetesObject[]): string[] {
  return deploymentsOf(objects)
    .filter(
      (deployment) =>
        !budgetsOf(objects).some((budget) => selects(budget.spec.selector, labelsOf(deployment))),
    )
    .map((deployment) => `${nameOf(deployment)} has no disruption budget`);
}

/** Each pod must be closed by default, and each Deployment opened on purpose both ways. */
export function networkFaults(objects: readonly KubernetesObject[]): string[] {
  return workloadsOf(objects).flatMap((workload) => {
    const policies = networkPoliciesOf(objects).filter((policy) =>
      selects(policy.spec.podSelector, labelsOf(workload)),
    );
    const faults: string[] = [];
    for (const way of ['Ingress', 'Egress'] as const) {
      const ofWay = policies.filter((policy) => policy.spec.policyTypes.includes(way));
      const rules = ofWay.map((policy) => policy.spec[way === 'Ingress' ? 'ingress' : 'egress'].length);
      if (!rules.includes(0)) faults.push(`${nameOf(workload)} is not denied ${way} by default`);
      if (workload.kind !== 'Job' && !rules.some((count) => count > 0)) {
        faults.push(`${nameOf(workload)} is allowed no ${way}`);
      }
    }
    return faults;
  });
}

/** Each pod needs an account of its own that is there and hands out no token. */
export function accountFaults(objects: readonly KubernetesObject[]): string[] {
  return workloadsOf(objects).flatMap((workload) => {
    const name = workload.spec.template.spec.serviceAccountName ?? 'default';
    const account = accountsOf(objects).find((candidate) => candidate.metadata.name === name);
    if (account === undefined)
      return [`${nameOf(workload)} runs as ServiceAccount/${name}, which is not there`];
    return account.automountServiceAccountToken === false
      ? []
      : [`ServiceAccount/${name} hands out its token`];
  });
}

/** Each Deployment is scaled by the lag of the consumer group that bears its name, from two pods up. */
export function autoscalingFaults(objects: readonly KubernetesObject[]): string[] {
  return deploymentsOf(objects).flatMap((deployment) => {
    const { name } = deployment.metadata;
    const autoscaler = autoscalersOf(objects).find(({ spec }) => {
      return spec.scaleTargetRef.kind === 'Deployment' && spec.scaleTargetRef.name === name;
    });
    if (autoscaler === undefined) return [`Deployment/${name} has no autoscaler`];

    const faults: string[] = [];
    const isLagOfGroup = autoscaler.spec.metrics.some(
      ({ external }) =>
        external?.metric.name === 'kafka_consumergroup_lag' &&
        external.metric.selector.matchLabels['consumergroup'] === name,
    );
    if (!isLagOfGroup) faults.push(`HorizontalPodAutoscaler/${name} does not read the lag of group ${name}`);
    if (autoscaler.spec.minReplicas < 2)
      faults.push(`HorizontalPodAutoscaler/${name} may leave a single pod`);
    if (deployment.spec.replicas !== undefined) {
      faults.push(`Deployment/${name} sets replicas, which each apply would put back`);
    }
    return faults;
  });
}

function deploymentsOf(objects: readonly KubernetesObject[]): Workload[] {
  return workloadsOf(objects).filter((workload) => workload.kind === 'Deployment');
}
