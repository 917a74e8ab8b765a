import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { BoundOutput } from './bind-output.js';
import { messageOf } from './onnx-file.js';
import { ModelRefused } from './refusals.js';

/** A model in ONNX Runtime, on one thread: batches are small, and payments of other partitions need the cores. */
export class ScoringSession {
  private constructor(
    private readonly session: InferenceSession,
    private readonly input: string,
    private readonly width: number,
    private readonly output: BoundOutput,
  ) {}

  /** @throws ModelRefused `model.runtime_refused` */
  static async open(
    bytes: Uint8Array,
    input: string,
    width: number,
    output: BoundOutput,
  ): Promise<ScoringSession> {
    try {
      const session = await InferenceSession.create(bytes, {
        intraOpNumThreads: 1,
        interOpNumThreads: 1,
        logSeverityLevel: 3,
      });
      return new ScoringSession(session, input, width, output);
    } catch (error) {
      throw new ModelRefused(
        'model.runtime_refused',
        'model',
        `ONNX Runtime cannot load it: ${messageOf(error)}`,
      );
    }
  }

  /**
   * Scores rows of float32 in one inference: probability of fraud, 0 to 1, one for each row.
   *
   * @throws ModelRefused when the output is no probability
   */
  async score(rows: readonly ArrayLike<number>[]): Promise<number[]> {
    const { name, column } = this.output;
    const table = new Float32Array(rows.length * this.width);
    rows.forEach((row, index) => {
      table.set(row, index * this.width);
    });
    const feeds = { [this.input]: new Tensor('float32', table, [rows.length, this.width]) };
    const results = await this.session.run(feeds, [name]).catch((error: unknown) => {
      throw new ModelRefused(
        'model.runtime_refused',
        'model',
        `ONNX Runtime cannot run it: ${messageOf(error)}`,
      );
    });
    const probabilities = results[name];
    const columns = (probabilities?.data.length ?? 0) / rows.length;
    if (!(probabilities?.data instanceof Float32Array) || probabilities.dims[0] !== rows.length)
      throw new ModelRefused(
        'output.not_probability',
        'model',
        `output ${name} is not float32 [rows, classes]`,
      );
    const picked = columns === 1 ? 0 : column;
    if (picked >= columns)
      throw new ModelRefused(
        'output.class_unknown',
        'model',
        `output ${name} has ${columns} columns, not ${column + 1}`,
      );
    const { data } = probabilities;
    return rows.map((_, index) => checkedScore(data[index * columns + picked], name));
  }

  release(): Promise<void> {
    return this.session.release();
  }
}

/** Rounding may put a probability a hair outside its range; anything further is a broken model. */
function checkedScore(score: number | undefined, output: string): number {
  if (score === undefined || Number.isNaN(score))
    throw new ModelRefused('model.not_finite', 'model', `output ${output} is not a number for some row`);
  if (!(score >= -1e-6 && score <= 1 + 1e-6))
    throw new ModelRefused(
      'output.not_probability',
      'model',
      `output ${output} is ${score}, which is no probability`,
    );
  return Math.min(1, Math.max(0, score));
}
