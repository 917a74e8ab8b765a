import { randomUUID } from 'node:crypto';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';

export const repositoryRoot = path.resolve(import.meta.dirname, '../..');
const toolCache = path.join(repositoryRoot, '.paymo/cache');

export async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/**
 * Returns the cache's folder of this name, filled by `fill` if it is not there yet.
 *
 * The folder appears whole or not at all: it is filled under another name and then renamed, so that
 * neither an interrupted run nor two runs at once leave half a tool behind.
 */
export async function cachedFolder(
  name: string,
  fill: (folder: string) => Promise<void>,
  cache: string = toolCache,
): Promise<string> {
  const folder = path.join(cache, name);
  if (await exists(folder)) return folder;

  const unfinished = path.join(cache, `${name}.${randomUUID()}`);
  await mkdir(unfinished, { recursive: true });
  try {
    await fill(unfinished);
    await rename(unfinished, folder).catch(async (error: unknown) => {
      if (!(await exists(folder))) throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return folder;
}
