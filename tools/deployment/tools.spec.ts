import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { chooseKubectl } from './kubectl.js';
import { verifyIntegrity } from './npm-tarball.js';
import { runChecked, runCommand } from './run-command.js';
import { cachedFolder } from './tool-cache.js';

describe('the choice of kubectl', () => {
  test('is the packaged one on x64 Linux, whatever is on the PATH', () => {
    expect(chooseKubectl('linux-x64', '/usr/bin/kubectl')).toEqual({ source: 'package' });
  });

  test("is the machine's own elsewhere", () => {
    expect(chooseKubectl('darwin-arm64', '/usr/bin/kubectl')).toEqual({
      source: 'path',
      file: '/usr/bin/kubectl',
    });
  });

  test('says what to do where there is none', () => {
    expect(chooseKubectl('darwin-arm64', undefined)).toEqual({
      source: 'none',
      remedy: expect.stringContaining('put a kubectl of version 1.35 or later on the PATH'),
    });
  });
});

describe('a fetched tarball', () => {
  const tarball = {
    package: 'empty@1.0.0',
    // The SHA-512 of no bytes.
    integrity:
      'sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==',
  };

  test('is taken when its content is the one expected', () => {
    expect(() => {
      verifyIntegrity(tarball, Buffer.from(''));
    }).not.toThrow();
  });

  test('is refused when one byte differs', () => {
    expect(() => {
      verifyIntegrity(tarball, Buffer.from('x'));
    }).toThrow(/empty@1\.0\.0 has integrity/);
  });
});

describe('the cache of tools', () => {
  let cache: string;
  beforeEach(async () => {
    cache = await mkdtemp(path.join(tmpdir(), 'paymo-cache-'));
  });
  afterEach(() => rm(cache, { recursive: true }));

  test('fills a folder once', async () => {
    let fills = 0;
    const fill = async (folder: string): Promise<void> => {
      fills += 1;
      await writeFile(path.join(folder, 'tool'), '');
    };
    await cachedFolder('tool-1', fill, cache);
    const folder = await cachedFolder('tool-1', fill, cache);
    expect(await readdir(folder)).toEqual(['tool']);
    expect(fills).toBe(1);
  });

  test('keeps nothing of a fill that failed', async () => {
    const fill = (): Promise<void> => Promise.reject(new Error('no network'));
    await expect(cachedFolder('tool-1', fill, cache)).rejects.toThrow('no network');
    expect(await readdir(cache)).toEqual([]);
  });

  test('keeps one folder of two that are filled at once', async () => {
    const fill = (folder: string): Promise<void> => writeFile(path.join(folder, 'tool'), '');
    const folders = await Promise.all([
      cachedFolder('tool-1', fill, cache),
      cachedFolder('tool-1', fill, cache),
    ]);
    expect(new Set(folders).size).toBe(1);
    expect(await readdir(cache)).toEqual(['tool-1']);
  });
});

describe('a program', () => {
  test('that fails is reported with what it said', async () => {
    const fail = ['-e', 'console.error("no such thing"); process.exit(3)'];
    await expect(runChecked(process.execPath, fail)).rejects.toThrow(/status 3:\nno such thing/);
  });

  test('that is not there is reported by name', async () => {
    await expect(runCommand('paymo-no-such-program', [])).rejects.toThrow(
      'paymo-no-such-program cannot be started',
    );
  });
});
