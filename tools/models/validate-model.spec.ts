import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Each command starts two processes.
jest.setTimeout(60_000);

/** Jest runs from the root of the repository; the command line is what `nest build` compiled. */
const foreign = 'libs/inference/test-models';

function validate(...options: string[]): { status: number | null; lines: string[]; stderr: string } {
  const program = ['dist/tools/cli/main.js', 'models', 'validate', ...options];
  const { status, stdout, stderr } = spawnSync(process.execPath, program, { encoding: 'utf8' });
  return { status, lines: stdout.trimEnd().split('\n'), stderr };
}

describe('paymo models validate', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'paymo-validate-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('accepts the shipped model folder with its golden rows', () => {
    const { status, lines } = validate('models/fraud/1', '--json');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({ outcome: 'accepted', facts: { goldenRows: 100 } });
    expect(status).toBe(0);
  });

  test('answers on every file of a folder, and ends with status 1 when one is refused', async () => {
    await cp(`${foreign}/good/tree-zipmap.onnx`, join(folder, 'a.onnx'));
    await cp(`${foreign}/bad/truncated.onnx`, join(folder, 'b.onnx'));
    const { status, lines, stderr } = validate(folder, '--json');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { file: join(folder, 'a.onnx'), outcome: 'accepted', facts: { zipMapRemoved: true } },
      { file: join(folder, 'b.onnx'), outcome: 'refused', refusal: { code: 'file.unreadable' } },
    ]);
    expect(status).toBe(1);
    expect(stderr).toBe('');
  });

  test('says the reason and the remedy in words', () => {
    const { lines } = validate(`${foreign}/bad/double-input.onnx`);
    expect(lines).toEqual([
      `✗ ${foreign}/bad/double-input.onnx: refused (input.type)`,
      '  reason  model: its input features is not float32',
      expect.stringContaining('  remedy  Export with a float32 input'),
    ]);
  });

  test('writes a manifest to start from, once', async () => {
    await cp(`${foreign}/good/tree-words.onnx`, join(folder, 'model.onnx'));
    expect(validate(folder, '--write-manifest').status).toBe(0);
    const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
    expect(manifest).toMatchObject({
      input: 'features',
      output: { probabilities: 'probabilities', positiveClass: 'fraud' },
    });
    const [, reason] = validate(folder).lines;
    expect(reason).toContain('manifest.json:3: version');
  });

  test('says in one line that there is no such file', () => {
    const { status, stderr } = validate(join(folder, 'missing.onnx'));
    expect(stderr).toBe(`paymo: ${join(folder, 'missing.onnx')}: no such file or folder\n`);
    expect(status).toBe(1);
  });
});
