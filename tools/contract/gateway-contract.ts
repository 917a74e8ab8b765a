import { spawnSync } from 'node:child_process';
import { z } from 'zod';
import { inProject } from '../project.js';
import { breakingChanges } from './breaking-changes.js';

/** Where the released description of the gateway is kept. */
export const gatewayContractFile = inProject('docs', 'reference', 'openapi', 'gateway.json');

/** The description that the compiled gateway gives of itself, as text. */
export function describeGateway(): string {
  const program = inProject('dist', 'apps', 'gateway', 'src', 'describe.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [program], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    timeout: 60_000,
  });
  if (status !== 0) throw new Error(`the gateway does not describe itself: ${stderr}`);
  return stdout;
}

/** What clients of one description of the gateway would miss in another; both as text. */
export function gatewayBreaks(before: string, now: string): string[] {
  const document = z.record(z.string(), z.unknown());
  return breakingChanges(document.parse(JSON.parse(before)), document.parse(JSON.parse(now)));
}
