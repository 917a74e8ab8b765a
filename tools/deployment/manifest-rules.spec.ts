import { describe, expect, test } from '@jest/globals';
import type { KubernetesObject } from './kubernetes-object.js';
import { selects } from './label-selector.js';
import { containerRules, containersAgainst, isPinnedImage, podRules, podsAgainst } from './pod-rules.js';
import { parseObjects } from './render-overlays.js';
import { documentedObjects, referenceFaults } from './environment.js';
import {
  accountFaults,
  autoscalingFaults,
  budgetFaults,
  networkFaults,
  serviceFaults,
} from './wiring-faults.js';

/** A small system that breaks no rule; each test breaks one of them in it. */
const sound = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: gateway }
spec:
  template:
    metadata: { labels: { app: gateway } }
    spec:
      serviceAccountName: gateway
      automountServiceAccountToken: false
      hostNetwork: false
      securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }
      containers:
        - name: main
          image: paymo:1.2.3
          ports: [{ name: http, containerPort: 8080 }]
          envFrom: [{ configMapRef: { name: settings } }]
          env:
            - { name: DATABASE_URL, valueFrom: { secretKeyRef: { name: database, key: url } } }
          startupProbe: { httpGet: { path: /health/live, port: http } }
          readinessProbe: { httpGet: { path: /health/ready, port: http } }
          livenessProbe: { httpGet: { path: /health/live, port: http } }
          resources: { requests: { cpu: 100m, memory: 1Gi }, limits: { memory: 1Gi } }
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: { drop: [ALL] }
---
apiVersion: v1
kind: Service
metadata: { name: gateway }
spec: { selector: { app: gateway }, ports: [{ port: 80, targetPort: http }] }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: gateway }
automountServiceAccountToken: false
---
apiVersion: v1
kind: ConfigMap
metadata: { name: settings }
data: { LOG_LEVEL: info }
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: gateway }
spec: { maxUnavailable: 1, selector: { matchLabels: { app: gateway } } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: default-deny }
spec: { podSelector: {}, policyTypes: [Ingress, Egress] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: allow-clients }
spec: { podSelector: { matchLabels: { app: gateway } }, policyTypes: [Ingress], ingress: [{}] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: allow-stores }
spec: { podSelector: { matchLabels: { app: gateway } }, policyTypes: [Egress], egress: [{}] }
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: gateway }
spec:
  scaleTargetRef: { kind: Deployment, name: gateway }
  minReplicas: 2
  metrics:
    - external:
        metric: { name: kafka_consumergroup_lag, selector: { matchLabels: { consumergroup: gateway } } }
`;
const documented = documentedObjects('| Secret | `database` | `url` | where the data is |');

function broken(right: string, wrong: string): KubernetesObject[] {
  expect(sound).toContain(right);
  return parseObjects(sound.replace(right, wrong));
}

describe('rules for containers', () => {
  test.each(Object.keys(containerRules) as (keyof typeof containerRules)[])(
    'a sound container %s',
    (rule) => {
      expect(containersAgainst(rule, parseObjects(sound))).toEqual([]);
    },
  );

  test.each([
    ['runs as non-root', 'runAsNonRoot: true', 'runAsNonRoot: false'],
    ['runs as non-root', 'runAsNonRoot: true', 'runAsNonRoot: true, runAsUser: 0'],
    ['runs as non-root', 'runAsNonRoot: true, ', ''],
    ['runs as non-root', 'readOnlyRootFilesystem: true', 'runAsUser: 0'],
    ['has a read-only root filesystem', 'readOnlyRootFilesystem: true', 'readOnlyRootFilesystem: false'],
    ['has a read-only root filesystem', '            readOnlyRootFilesystem: true\n', ''],
    ['drops every capability', 'drop: [ALL]', 'drop: [NET_RAW]'],
    ['drops every capability', 'drop: [ALL]', 'drop: [ALL], add: [NET_ADMIN]'],
    ['drops every capability', '            capabilities: { drop: [ALL] }\n', ''],
    ['cannot gain privileges', '            allowPrivilegeEscalation: false\n', ''],
    [
      'cannot gain privileges',
      'allowPrivilegeEscalation: false',
      'allowPrivilegeEscalation: false\n            privileged: true',
    ],
    ['requests CPU and memory and limits memory', ', limits: { memory: 1Gi }', ''],
    ['requests CPU and memory and limits memory', 'cpu: 100m, ', ''],
    ['comes from a pinned image', 'paymo:1.2.3', 'paymo:latest'],
    ['is probed at start, for readiness and for life, unless it is a job', 'startupProbe', 'x'],
    ['is probed at start, for readiness and for life, unless it is a job', 'readinessProbe', 'x'],
    ['is probed at start, for readiness and for life, unless it is a job', 'livenessProbe', 'x'],
  ] as const)('"%s" is broken by replacing %j with %j', (rule, right, wrong) => {
    expect(containersAgainst(rule, broken(right, wrong))).toEqual(['Deployment/gateway main']);
  });

  test('an init container keeps the rules too', () => {
    const objects = broken(
      'containers:',
      'initContainers: [{ name: first, image: busybox }]\n      containers:',
    );
    expect(containersAgainst('comes from a pinned image', objects)).toEqual(['Deployment/gateway first']);
  });

  test('a job need not be probed', () => {
    const objects = broken('kind: Deployment', 'kind: Job');
    const rule = 'is probed at start, for readiness and for life, unless it is a job';
    expect(containersAgainst(rule, objects)).toEqual([]);
  });

  test.each([
    ['paymo', false],
    ['paymo:latest', false],
    ['registry.example.com:5000/paymo', false],
    ['paymo@sha256:12', false],
    ['postgres:18', true],
    [`paymo@sha256:${'0'.repeat(64)}`, true],
  ])('the image %s is pinned: %s', (image, isPinned) => {
    expect(isPinnedImage(image)).toBe(isPinned);
  });
});

describe('rules for pods', () => {
  test.each(Object.keys(podRules) as (keyof typeof podRules)[])('a sound pod %s', (rule) => {
    expect(podsAgainst(rule, parseObjects(sound))).toEqual([]);
  });

  test.each([
    ['keeps to the seccomp profile of the runtime', 'type: RuntimeDefault', 'type: Unconfined'],
    ['shares nothing with its node', 'hostNetwork: false', 'hostNetwork: true'],
    [
      'shares nothing with its node',
      'hostNetwork: false',
      'volumes: [{ name: node, hostPath: { path: / } }]',
    ],
    ['holds no token of its service account', '      automountServiceAccountToken: false\n', ''],
  ] as const)('"%s" is broken by replacing %j with %j', (rule, right, wrong) => {
    expect(podsAgainst(rule, broken(right, wrong))).toEqual(['Deployment/gateway']);
  });
});

describe('rules for what belongs together', () => {
  const faults = (objects: KubernetesObject[]): string[] => [
    ...serviceFaults(objects),
    ...accountFaults(objects),
    ...referenceFaults(objects, documented),
    ...budgetFaults(objects),
    ...networkFaults(objects),
    ...autoscalingFaults(objects),
  ];

  test('a sound system breaks none', () => {
    expect(faults(parseObjects(sound))).toEqual([]);
  });

  test.each([
    [
      'selector: { app: gateway }, ports',
      'selector: { app: scoring }, ports',
      'Service/gateway selects no pod',
    ],
    ['targetPort: http', 'targetPort: web', 'Service/gateway sends to port web, which no container opens'],
    [
      'serviceAccountName: gateway',
      'serviceAccountName: other',
      'Deployment/gateway runs as ServiceAccount/other, which is not there',
    ],
    [
      'metadata: { name: gateway }\nautomountServiceAccountToken: false',
      'metadata: { name: gateway }',
      'ServiceAccount/gateway hands out its token',
    ],
    ['name: database, key: url', 'name: database, key: uri', 'Deployment/gateway needs Secret/database uri'],
    [
      'configMapRef: { name: settings }',
      'configMapRef: { name: others }',
      'Deployment/gateway needs ConfigMap/others',
    ],
    [
      'maxUnavailable: 1, selector: { matchLabels: { app: gateway } }',
      'selector: { matchLabels: { app: review } }',
      'Deployment/gateway has no disruption budget',
    ],
    [
      'policyTypes: [Ingress, Egress]',
      'policyTypes: [Ingress]',
      'Deployment/gateway is not denied Egress by default',
    ],
    ['egress: [{}]', 'egress: []', 'Deployment/gateway is allowed no Egress'],
    [
      'consumergroup: gateway',
      'consumergroup: scoring',
      'HorizontalPodAutoscaler/gateway does not read the lag of group gateway',
    ],
    ['minReplicas: 2', 'minReplicas: 1', 'HorizontalPodAutoscaler/gateway may leave a single pod'],
    [
      'scaleTargetRef: { kind: Deployment, name: gateway }',
      'scaleTargetRef: { kind: Deployment, name: x }',
      'Deployment/gateway has no autoscaler',
    ],
    [
      'spec:\n  template',
      'spec:\n  replicas: 3\n  template',
      'Deployment/gateway sets replicas, which each apply would put back',
    ],
  ])('replacing %j with %j is found', (right, wrong, fault) => {
    expect(faults(broken(right, wrong))).toEqual([fault]);
  });

  test.each([
    ['In', ['a', 'b'], true],
    ['In', ['b'], false],
    ['NotIn', ['a'], false],
    ['NotIn', ['b'], true],
    ['Exists', [], true],
    ['DoesNotExist', [], false],
  ] as const)('the label x=a is selected by %s %j: %s', (operator, values, isSelected) => {
    const selector = { matchLabels: {}, matchExpressions: [{ key: 'x', operator, values: [...values] }] };
    expect(selects(selector, { x: 'a' })).toBe(isSelected);
  });
});
