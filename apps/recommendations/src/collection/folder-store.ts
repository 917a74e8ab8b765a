import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { ObjectStore } from './object-store.js';

/** Keeps files in a local folder; what is put must come from the same file system. */
export class FolderStore implements ObjectStore {
  constructor(private readonly folder: string) {}

  async list(prefix: string): Promise<string[]> {
    await mkdir(this.folder, { recursive: true });
    const entries = await readdir(this.folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => relative(this.folder, join(parentPath, name)).replaceAll(sep, '/'))
      .filter((key) => key.startsWith(prefix))
      .sort();
  }

  async put(key: string, file: string): Promise<void> {
    const path = join(this.folder, key);
    await mkdir(dirname(path), { recursive: true });
    await rename(file, path);
  }

  get(key: string): Promise<string> {
    return Promise.resolve(join(this.folder, key));
  }

  async delete(key: string): Promise<void> {
    await rm(join(this.folder, key), { force: true });
  }
}
