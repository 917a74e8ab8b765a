import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What how-tos need on the reader's machine, and their tests on ours. */
export const hasShellTools = ['bash --version', 'curl --version', 'jq --version', 'openssl version'].every(
  (command) => spawnSync('bash', ['-c', command]).status === 0,
);

/** A how-to whose blocks of shell are run in their order, in a folder of their own, as in a reader's shell. */
export class HowTo {
  /** Without the indentation of the list that they stand in. */
  readonly blocks: readonly string[];
  private readonly folder = mkdtempSync(join(tmpdir(), 'how-to-'));

  /** @param variables those that later blocks read; functions are kept without being named */
  constructor(
    page: string,
    private readonly variables: readonly string[],
  ) {
    this.blocks = shellBlocks(readFileSync(page, 'utf8'));
  }

  /** Runs a block with what those before it have set, and returns what it prints. */
  run(block: string): string {
    const keep = `{ declare -p ${this.variables.join(' ')} 2>/dev/null; declare -f; } > state || true`;
    const script = `set -euo pipefail\n[ ! -f state ] || source ./state\n${block}\n${keep}`;
    const { stdout, stderr, status } = spawnSync('bash', ['-c', script], {
      cwd: this.folder,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`${block}\nended with ${status}: ${stdout}${stderr}`);
    return stdout;
  }

  /** A file that a block has written. */
  file(name: string): Buffer {
    return readFileSync(join(this.folder, name));
  }

  close(): void {
    rmSync(this.folder, { recursive: true });
  }
}

function shellBlocks(page: string): string[] {
  return [...page.matchAll(/^( *)```sh\n(.*?)^ *```$/gms)].map(([, indent = '', block = '']) =>
    block.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  );
}
