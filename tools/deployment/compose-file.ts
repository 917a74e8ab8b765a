import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { z } from 'zod';
import { unpackNpmTarball } from './npm-tarball.js';
import { isPinnedImage } from './pod-rules.js';
import { cachedFolder } from './tool-cache.js';

/** A linter whose tarball carries the schema of the Compose Specification; only that file is used. */
const schemaPackage = {
  package: 'dclint@3.1.0',
  integrity:
    'sha512-afTGdzRFUXK4yCpIiEW/LOR+9TOMEDhNldDp56VCWzn7JDmD451PcUi640GGlMHgbHKJ10rDBm4PtpcBbjqlXw==',
} as const;

const composeService = z.object({
  image: z.string().default(''),
  build: z.unknown().optional(),
  command: z.array(z.string()).optional(),
  user: z.string().default('root'),
  read_only: z.boolean().default(false),
  privileged: z.boolean().default(false),
  cap_drop: z.array(z.string()).default([]),
  cap_add: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  healthcheck: z.object({ test: z.unknown().optional(), disable: z.boolean().default(false) }).optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  deploy: z.object({ resources: z.object({ limits: z.record(z.string(), z.unknown()) }) }).optional(),
});
export type ComposeService = z.infer<typeof composeService>;

const composeFile = z.object({ services: z.record(z.string(), composeService) });
export type ComposeServices = z.infer<typeof composeFile>['services'];

export function parseCompose(yaml: string): ComposeServices {
  return composeFile.parse(parse(yaml, { merge: true })).services;
}

/** Checks a file against the JSON schema of the Compose Specification, which refuses unknown fields. */
export async function composeSchemaFaults(yaml: string): Promise<string[]> {
  const folder = await cachedFolder('compose-schema-dclint-3.1.0', (unfinished) =>
    unpackNpmTarball(schemaPackage, ['package/schemas/compose.schema.json'], unfinished),
  );
  const text = await readFile(path.join(folder, 'package/schemas/compose.schema.json'), 'utf8');
  // Ajv knows draft 7 by another spelling of its address, and is set to it in any case.
  const schema = z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  delete schema['$schema'];
  // The schema's formats ("ports", "duration") are names without a definition.
  const validate = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(schema);
  validate(parse(yaml, { merge: true }));
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`);
}

/** What every Compose service must be, worded to follow "every service". */
export const composeRules = {
  'comes from a pinned image': (service) => isPinnedImage(service.image),
  'runs as a numbered user that is not root': (service) => /^[1-9]\d*(:[1-9]\d*)?$/.test(service.user),
  'has a read-only root filesystem': (service) => service.read_only,
  'drops every capability': (service) => service.cap_drop.includes('ALL') && service.cap_add.length === 0,
  'cannot gain privileges': (service) =>
    service.security_opt.includes('no-new-privileges:true') && !service.privileged,
  'limits CPU, memory and processes': (service) =>
    ['cpus', 'memory', 'pids'].every((limit) => limit in (service.deploy?.resources.limits ?? {})),
  'publishes ports on 127.0.0.1 alone, each movable by a variable': (service) =>
    service.ports.every((port) => /^127\.0\.0\.1:\$\{PAYMO_[A-Z]+_PORT:-\d+\}:\d+$/.test(port)),
} as const satisfies Record<string, (service: ComposeService) => boolean>;

export function servicesAgainst(rule: keyof typeof composeRules, services: ComposeServices): string[] {
  return Object.keys(services).filter((name) => {
    const service = services[name];
    return service !== undefined && !composeRules[rule](service);
  });
}

/**
 * Services whose health nobody asks for.
 *
 * A service built here has the check of its image; one that ends has none, and is awaited instead.
 */
export function servicesWithoutHealthCheck(
  services: ComposeServices,
  imageHasHealthCheck: boolean,
): string[] {
  const awaitedToEnd = new Set(
    Object.values(services).flatMap((service) =>
      Object.keys(service.depends_on).filter(
        (name) => service.depends_on[name]?.condition === 'service_completed_successfully',
      ),
    ),
  );
  return Object.entries(services)
    .filter(([name, { healthcheck, build }]) => {
      if (healthcheck?.disable === true) return !awaitedToEnd.has(name);
      return healthcheck?.test === undefined && !(build !== undefined && imageHasHealthCheck);
    })
    .map(([name]) => name);
}
