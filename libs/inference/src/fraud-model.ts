import { InferenceSession, Tensor } from 'onnxruntime-node';
import { type Manifest, ModelRefused } from './manifest.js';
import { type FeatureSet, type ModelFolder, readModelFolder } from './model-folder.js';
import { parseTreeEnsemble, type TreeEnsemble } from './tree-ensemble.js';
import { treeShap } from './tree-shap.js';

export interface Contribution {
  readonly feature: string;
  /** The feature's value in this payment. */
  readonly value: number;
  /** How far the feature moved the score from the average, as probability. */
  readonly contribution: number;
}

/** A checked model, ready to score batches. */
export class FraudModel {
  /** `name/version`, as decisions record it. */
  readonly id: string;
  private readonly columns: readonly number[];

  private constructor(
    readonly manifest: Manifest,
    private readonly session: InferenceSession,
    private readonly ensemble: TreeEnsemble,
    features: FeatureSet,
  ) {
    this.id = `${manifest.name}/${manifest.version}`;
    this.columns = manifest.inputs.map((name) => features.names.indexOf(name));
  }

  /**
   * Loads a model folder and has it score its golden rows.
   *
   * @throws ModelRefused saying which file and line is wrong, or which golden row differs
   */
  static async load(folder: string, features: FeatureSet): Promise<FraudModel> {
    const parts = await readModelFolder(folder, features);
    const ensemble = parseTreeEnsemble(parts.onnx, parts.manifest.output.positiveColumn);
    const session = await InferenceSession.create(parts.onnx, { intraOpNumThreads: 1, interOpNumThreads: 1 });
    const model = new FraudModel(parts.manifest, session, ensemble, features);
    await model.checkGolden(folder, parts);
    return model;
  }

  /** Scores catalogue vectors in one inference: probability of fraud, 0 to 1, one for each vector. */
  score(vectors: readonly (readonly number[])[]): Promise<number[]> {
    return this.infer(vectors.map((vector) => this.columns.map((column) => vector[column] ?? Number.NaN)));
  }

  /**
   * The facts that moved the score furthest, strongest first: exact TreeSHAP (Lundberg and others, 2018,
   * "Consistent Individualized Feature Attribution for Tree Ensembles", algorithm 2) on the model file itself.
   */
  explain(vector: readonly number[], factsMax: number): Contribution[] {
    const row = this.columns.map((column) => vector[column] ?? Number.NaN);
    const contributions = treeShap(this.ensemble, row.map(Math.fround));
    return this.manifest.inputs
      .map((feature, index) => ({ feature, value: row[index] ?? 0, contribution: contributions[index] ?? 0 }))
      .filter(({ contribution }) => contribution !== 0)
      .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
      .slice(0, factsMax);
  }

  private async infer(rows: readonly (readonly number[])[]): Promise<number[]> {
    const { input, inputs, output } = this.manifest;
    const table = new Float32Array(rows.length * inputs.length);
    rows.forEach((row, index) => {
      table.set(row, index * inputs.length);
    });
    const feeds = { [input]: new Tensor('float32', table, [rows.length, inputs.length]) };
    const results = await this.session.run(feeds, [output.probabilities]);
    const probabilities = results[output.probabilities];
    const classes = probabilities?.dims[1] ?? 0;
    if (
      !(probabilities?.data instanceof Float32Array) ||
      probabilities.data.length !== rows.length * classes
    ) {
      throw new Error(`output ${output.probabilities} is not float32 [rows, classes]`);
    }
    const table2 = probabilities.data;
    return rows.map((_, index) => checkedScore(table2[index * classes + output.positiveColumn]));
  }

  private async checkGolden(folder: string, { golden, manifest }: ModelFolder): Promise<void> {
    const scores = await this.infer(golden.map(({ features }) => features)).catch((error: unknown) => {
      throw new ModelRefused(
        `${folder}/${manifest.model.file}`,
        `cannot score its golden rows: ${String(error)}`,
      );
    });
    const wrong = golden.findIndex(
      (row, i) => Math.abs(row.score - (scores[i] ?? Number.NaN)) > manifest.golden.tolerance,
    );
    if (wrong !== -1) {
      const problem = `expects ${golden[wrong]?.score}, the model says ${scores[wrong]}`;
      throw new ModelRefused(`${folder}/${manifest.golden.file}:${wrong + 1}`, problem);
    }
  }
}

/** Rounding may put a probability a hair outside its range; anything further is a broken model. */
function checkedScore(score: number | undefined): number {
  if (score === undefined || !(score >= -1e-6 && score <= 1 + 1e-6))
    throw new Error(`score ${score} is no probability`);
  return Math.min(1, Math.max(0, score));
}
