import { join } from 'node:path';
import { type ExplanationUnit, linkOf } from './explain-score.js';
import { inspectionLimits } from './inspection-limits.js';
import type { Manifest } from './manifest.js';
import { type FeatureSet, type ModelFiles, parseModelFiles, readModelFiles } from './model-folder.js';
import { type OpenModel, openModel } from './open-model.js';
import { type FactChange, smallestFlip } from './smallest-flip.js';
import { TreeExplainer } from './tree-shap.js';

export interface Contribution {
  readonly feature: string;
  /** The feature's value in this payment. */
  readonly value: number;
  /** How far the feature moved the score from the average, in the unit of the model's explanation. */
  readonly contribution: number;
}

/** A checked model, ready to score batches. */
export class FraudModel {
  /** `name/version`, as decisions record it. */
  readonly id: string;
  /** What contributions are measured in and from; null when the model has no trees that can be explained. */
  readonly explanation: { readonly unit: ExplanationUnit; readonly baseValue: number } | null;
  private readonly columns: readonly number[];
  private readonly explainer: TreeExplainer | undefined;

  private constructor(
    readonly manifest: Manifest,
    private readonly model: OpenModel,
    features: FeatureSet,
  ) {
    const { explanation, width } = model;
    this.id = `${manifest.name}/${manifest.version}`;
    this.columns = manifest.inputs.map((name) => features.names.indexOf(name));
    this.explanation =
      explanation === undefined ? null : { unit: explanation.unit, baseValue: explanation.baseValue };
    this.explainer = explanation === undefined ? undefined : new TreeExplainer(explanation.ensemble, width);
  }

  /**
   * Loads a model folder and has it score its golden rows. The file runs in this process: one that was pushed goes
   * through `inspectModel` first.
   *
   * @throws ModelRefused saying which file and line is wrong, or which golden row differs
   */
  static async load(folder: string, features: FeatureSet): Promise<FraudModel> {
    return FraudModel.of(await readModelFiles(folder), folder, features);
  }

  /**
   * Loads a model from its files; `place` is what messages call their folder.
   *
   * @throws ModelRefused
   */
  static async of(files: ModelFiles, place: string, features: FeatureSet): Promise<FraudModel> {
    const { manifest, onnx, golden } = parseModelFiles(files, place, features);
    const expected = { manifest, golden, goldenPath: join(place, manifest.golden.file) };
    return new FraudModel(manifest, await openModel(onnx, expected, inspectionLimits), features);
  }

  /** Frees the memory of the native runtime; the model cannot score any more. */
  release(): Promise<void> {
    return this.model.session.release();
  }

  /** Scores catalogue vectors in one inference: probability of fraud, 0 to 1, one for each vector. */
  score(vectors: readonly (readonly number[])[]): Promise<number[]> {
    return this.scoreRows(vectors.map((vector) => this.rowOf(vector)));
  }

  /** Scores rows of the manifest's inputs, in their order. */
  scoreRows(rows: readonly (readonly number[])[]): Promise<number[]> {
    return this.model.session.score(rows);
  }

  /**
   * How far each input of a row moved the score, in the order of the manifest's inputs and the unit of `explanation`:
   * they and its base value add up to the score. Empty when the model has no explanation.
   */
  contributionsOf(row: readonly number[]): ArrayLike<number> {
    return this.explainer?.valuesOf(this.prepared(row)) ?? [];
  }

  /** The facts that moved the score furthest, strongest first: exact TreeSHAP on the model file itself. */
  explain(vector: readonly number[], factsMax: number): Contribution[] {
    const row = this.rowOf(vector);
    const contributions = this.contributionsOf(row);
    return this.manifest.inputs
      .map((feature, index) => ({ feature, value: row[index] ?? 0, contribution: contributions[index] ?? 0 }))
      .filter(({ contribution }) => contribution !== 0)
      .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
      .slice(0, factsMax);
  }

  /**
   * The smallest change of some facts that puts the score on the other side of a threshold, for a model of one tree.
   *
   * @param mutable names of the features that may change, each with the size of a change that counts as 1
   * @returns undefined when no such change exists, or when the model is not one tree on unscaled features
   */
  flip(
    vector: readonly number[],
    threshold: number,
    mutable: ReadonlyMap<string, number>,
  ): readonly (FactChange & { readonly name: string })[] | undefined {
    const { explanation, classifier } = this.model;
    const [tree, ...others] = explanation?.ensemble.trees ?? [];
    if (explanation === undefined || tree === undefined || others.length > 0) return undefined;
    if (classifier.isScaled) return undefined;
    const link = linkOf(explanation.unit);
    const flip = smallestFlip({
      tree,
      row: this.rowOf(vector),
      isPositive: (value) => link(explanation.ensemble.base + value) >= threshold,
      scales: new Map([...mutable].map(([name, scale]) => [this.manifest.inputs.indexOf(name), scale])),
    });
    return flip?.changes.map((change) => ({ ...change, name: this.manifest.inputs[change.feature] ?? '' }));
  }

  private prepared(row: readonly number[]): ArrayLike<number> {
    const asFloats = Float32Array.from(row);
    return this.model.classifier.prepare?.(asFloats) ?? asFloats;
  }

  private rowOf(vector: readonly number[]): number[] {
    return this.columns.map((column) => vector[column] ?? Number.NaN);
  }
}
