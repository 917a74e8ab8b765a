import { describe, expect, jest, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { inspectionLimits, inspectModel } from './index.js';

// Each inspection starts a process.
jest.setTimeout(60_000);

/** Jest runs from the root of the repository; the process of the inspection is what `nest build` compiled. */
const program = resolve('dist/libs/inference/src/inspection-process.js');
const tree = readFileSync('libs/inference/test-models/good/tree.onnx');
const inspect = (bytes: Uint8Array, limits = inspectionLimits) =>
  inspectModel(bytes, {}, { limits, program });

/** Numerical Recipes' linear congruential generator: the same faults in every run. */
const numbers = (seed: number): ((below: number) => number) => {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};

/** Graphs inside attributes inside nodes inside graphs, in protobuf. */
function nested(depth: number): Buffer {
  const wrap = (tag: number, content: Buffer): Buffer => {
    const size: number[] = [];
    for (let rest = content.length; ; rest >>= 7) {
      size.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
      if (rest <= 0x7f) return Buffer.concat([Buffer.from([tag, ...size]), content]);
    }
  };
  let graph = Buffer.alloc(0) as Buffer;
  for (let level = 0; level < depth; level += 1) graph = wrap(0x0a, wrap(0x2a, wrap(0x32, graph)));
  return wrap(0x3a, graph);
}

describe('an inspection in a process of its own', () => {
  test('accepts a good file with its facts', async () => {
    const inspection = await inspect(tree);
    expect(inspection).toMatchObject({ outcome: 'accepted', facts: { kind: 'decision tree', depth: 4 } });
  });

  test('gives up a file that takes too long', async () => {
    const inspection = await inspect(tree, { ...inspectionLimits, timeoutMs: 1 });
    expect(inspection).toMatchObject({ refusal: { code: 'inspection.timed_out' } });
  });

  test('gives up a file that takes too much memory', async () => {
    const inspection = await inspect(tree, { ...inspectionLimits, memoryBytesMax: 40 * 1024 * 1024 });
    expect(inspection).toMatchObject({ refusal: { code: 'inspection.out_of_memory' } });
  });

  test('survives a program that ends before it answers', async () => {
    const options = { program: resolve('dist/libs/inference/src/no-such-program.js') };
    expect(await inspectModel(tree, {}, options)).toMatchObject({ refusal: { code: 'inspection.crashed' } });
  });

  test('refuses a file of 50 MB without reading it', async () => {
    const inspection = await inspect(new Uint8Array(50 * 1024 * 1024));
    expect(inspection).toMatchObject({ refusal: { code: 'file.too_large' } });
  });

  test('refuses a file that is nested deeper than any stack', async () => {
    expect(await inspect(nested(8000))).toMatchObject({ refusal: { code: 'file.unreadable' } });
  });

  test('answers on files with flipped bits and lost ends', async () => {
    const next = numbers(3);
    for (let file = 0; file < 12; file += 1) {
      const bytes = Buffer.from(tree);
      for (let flip = 0; flip <= next(4); flip += 1) bytes[next(bytes.length)]! ^= 1 << next(8);
      const inspection = await inspect(bytes.subarray(0, file % 3 === 0 ? next(bytes.length) : bytes.length));
      const isOwnFault =
        inspection.outcome === 'refused' && inspection.refusal.code.startsWith('inspection.');
      expect(isOwnFault).toBe(false);
    }
  });
});
