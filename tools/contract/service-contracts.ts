import { spawnSync } from 'node:child_process';
import { z } from 'zod';
import { inProject } from '../project.js';
import { breakingChanges } from './breaking-changes.js';
import { publishedPart } from './published-part.js';

/** A service whose routes under /v1 apps are written for. */
export interface ServiceContract {
  readonly service: string;
  /** Where its released description is kept. */
  readonly file: string;
  /** The part of the TypeScript client that is generated from it. */
  readonly typesFile: string;
}

export const gatewayContract = contractOf('gateway', 'schema.ts');
export const loansContract = contractOf('loans', 'loan-schema.ts');
export const serviceContracts: readonly ServiceContract[] = [gatewayContract, loansContract];

function contractOf(service: string, types: string): ServiceContract {
  return {
    service,
    file: inProject('docs', 'reference', 'openapi', `${service}.json`),
    typesFile: inProject('clients', 'typescript', 'src', types),
  };
}

/** The description that a compiled service gives of its published routes, as text. */
export function describeService(service: string): string {
  const program = inProject('dist', 'apps', service, 'src', 'describe.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [program], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    timeout: 60_000,
  });
  if (status !== 0) throw new Error(`${service} does not describe itself: ${stderr}`);
  return publishedPart(stdout);
}

/** What clients of one description of a service would miss in another; both as text. */
export function contractBreaks(before: string, now: string): string[] {
  const document = z.record(z.string(), z.unknown());
  return breakingChanges(document.parse(JSON.parse(before)), document.parse(JSON.parse(now)));
}
