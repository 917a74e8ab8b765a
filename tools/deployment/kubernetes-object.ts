import { z } from 'zod';

/** Only what the policies read; the schemas of Kubernetes check the rest. */
const labels = z.record(z.string(), z.string());

const keyReference = z.object({ name: z.string(), key: z.string(), optional: z.boolean().optional() });

const variable = z.object({
  name: z.string(),
  value: z.string().optional(),
  valueFrom: z
    .object({ configMapKeyRef: keyReference.optional(), secretKeyRef: keyReference.optional() })
    .optional(),
});

const quantities = z.record(z.string(), z.union([z.string(), z.number()])).default({});

const container = z.object({
  name: z.string(),
  image: z.string().default(''),
  env: z.array(variable).default([]),
  envFrom: z
    .array(
      z.object({
        configMapRef: z.object({ name: z.string() }).optional(),
        secretRef: z.object({ name: z.string() }).optional(),
      }),
    )
    .default([]),
  ports: z.array(z.object({ name: z.string().optional(), containerPort: z.number() })).default([]),
  startupProbe: z.unknown().optional(),
  readinessProbe: z.unknown().optional(),
  livenessProbe: z.unknown().optional(),
  resources: z.object({ requests: quantities, limits: quantities }).prefault({}),
  securityContext: z
    .object({
      privileged: z.boolean().optional(),
      runAsUser: z.number().optional(),
      runAsNonRoot: z.boolean().optional(),
      allowPrivilegeEscalation: z.boolean().optional(),
      readOnlyRootFilesystem: z.boolean().optional(),
      capabilities: z
        .object({ drop: z.array(z.string()).default([]), add: z.array(z.string()).default([]) })
        .optional(),
    })
    .prefault({}),
});
export type Container = z.infer<typeof container>;

const podSpec = z.object({
  serviceAccountName: z.string().optional(),
  automountServiceAccountToken: z.boolean().optional(),
  hostNetwork: z.boolean().optional(),
  hostPID: z.boolean().optional(),
  hostIPC: z.boolean().optional(),
  securityContext: z
    .object({
      runAsNonRoot: z.boolean().optional(),
      runAsUser: z.number().optional(),
      seccompProfile: z.object({ type: z.string() }).optional(),
    })
    .prefault({}),
  initContainers: z.array(container).default([]),
  containers: z.array(container),
  volumes: z.array(z.object({ name: z.string(), hostPath: z.unknown().optional() })).default([]),
});

const selector = z.object({
  matchLabels: labels.default({}),
  matchExpressions: z
    .array(
      z.object({
        key: z.string(),
        operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
        values: z.array(z.string()).default([]),
      }),
    )
    .default([]),
});
export type Selector = z.infer<typeof selector>;

export const kubernetesObject = z.looseObject({
  kind: z.string(),
  metadata: z.object({ name: z.string(), namespace: z.string().optional(), labels: labels.default({}) }),
});
export type KubernetesObject = z.infer<typeof kubernetesObject>;

const workload = z.object({
  kind: z.enum(['Deployment', 'StatefulSet', 'DaemonSet', 'Job']),
  metadata: kubernetesObject.shape.metadata,
  spec: z.object({
    replicas: z.number().optional(),
    template: z.object({ metadata: z.object({ labels: labels.default({}) }), spec: podSpec }),
  }),
});
export type Workload = z.infer<typeof workload>;

const budget = z.object({ spec: z.object({ selector }) });
const policyRule = z.unknown();
const networkPolicy = z.object({
  spec: z.object({
    podSelector: selector.prefault({}),
    policyTypes: z.array(z.enum(['Ingress', 'Egress'])),
    ingress: z.array(policyRule).default([]),
    egress: z.array(policyRule).default([]),
  }),
});

const service = z.object({
  metadata: kubernetesObject.shape.metadata,
  spec: z.object({
    selector: labels,
    ports: z.array(z.object({ port: z.number(), targetPort: z.union([z.string(), z.number()]).optional() })),
  }),
});

const autoscaler = z.object({
  metadata: kubernetesObject.shape.metadata,
  spec: z.object({
    scaleTargetRef: z.object({ kind: z.string(), name: z.string() }),
    minReplicas: z.number().default(1),
    metrics: z.array(
      z.object({
        external: z
          .object({ metric: z.object({ name: z.string(), selector: selector.prefault({}) }) })
          .optional(),
      }),
    ),
  }),
});

const account = z.object({
  metadata: kubernetesObject.shape.metadata,
  automountServiceAccountToken: z.boolean().optional(),
});

const keyed = z.object({
  kind: z.enum(['ConfigMap', 'Secret']),
  metadata: kubernetesObject.shape.metadata,
  data: labels.default({}),
});
export type KeyedObject = z.infer<typeof keyed>;

function readAll<T>(
  kinds: readonly string[],
  schema: z.ZodType<T>,
): (objects: readonly KubernetesObject[]) => T[] {
  return (objects) =>
    objects.filter((object) => kinds.includes(object.kind)).map((object) => schema.parse(object));
}

export const workloadsOf = readAll(['Deployment', 'StatefulSet', 'DaemonSet', 'Job'], workload);
export const budgetsOf = readAll(['PodDisruptionBudget'], budget);
export const networkPoliciesOf = readAll(['NetworkPolicy'], networkPolicy);
export const servicesOf = readAll(['Service'], service);
export const autoscalersOf = readAll(['HorizontalPodAutoscaler'], autoscaler);
export const accountsOf = readAll(['ServiceAccount'], account);
export const keyedObjectsOf = readAll(['ConfigMap', 'Secret'], keyed);

/** `Deployment/gateway`, as messages name it. */
export function nameOf(object: KubernetesObject | Workload | KeyedObject): string {
  return `${object.kind}/${object.metadata.name}`;
}
