import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { FraudModel, type ModelFiles, readModelFiles } from '@paymo/inference';
import type { Attributes } from './applicant.js';

const inputSchema = z.object({
  name: z.string(),
  column: z.string(),
  kind: z.enum(['number', 'is-missing', 'is-level']),
  level: z.string().optional(),
  /** Stands in for a missing number. */
  fill: z.number().optional(),
});
type Input = z.infer<typeof inputSchema>;

const encodingSchema = z.object({ encoding: z.array(inputSchema).min(1) });

/** The files of a credit model's folder, as they were written. */
export interface CreditFiles extends ModelFiles {
  readonly fairness: string;
}

/** @throws Error when one cannot be read */
export async function readCreditFiles(folder: string): Promise<CreditFiles> {
  const [files, fairness] = await Promise.all([
    readModelFiles(folder),
    readFile(join(folder, 'fairness.json'), 'utf8'),
  ]);
  return { ...files, fairness };
}

/**
 * How a manifest makes inputs of attributes.
 *
 * @throws Error when it does not say so
 */
export function encodingOf(manifest: string): readonly Input[] {
  return encodingSchema.parse(JSON.parse(manifest)).encoding;
}

/** An attribute that speaks against an application, and how far, in the unit of the model's explanation. */
export interface Ground {
  readonly column: string;
  readonly contribution: number;
}

export interface Assessment {
  /** Of not being repaid as agreed, 0 to 1. */
  readonly probability: number;
  /** The inputs of the model, in their order: enough to score the application again. */
  readonly vector: readonly number[];
  /**
   * What speaks against the application, the strongest first: by exact TreeSHAP, summed over an attribute's inputs, and
   * checked by turning it around: another value of the attribute alone would have lowered the probability.
   */
  readonly grounds: readonly Ground[];
}

/** The rows that an applicant is assessed by: as they are, and with each ground turned around. */
interface Questions {
  readonly vector: readonly number[];
  readonly candidates: readonly { readonly ground: Ground; readonly turned: readonly number[][] }[];
}

/** Shares of a number that are tried in place of it. */
const smaller = [0.75, 0.5, 0.25];

/** A credit model with what it needs to know about its attributes. */
export class CreditModel {
  private constructor(
    private readonly model: FraudModel,
    private readonly inputs: readonly Input[],
  ) {}

  /**
   * Loads a model from its files; `place` is what messages call their folder.
   *
   * @throws ModelRefused when they do not belong together
   */
  static async of(files: ModelFiles, place: string): Promise<CreditModel> {
    const encoding = encodingOf(files.manifest);
    const names = encoding.map(({ name }) => name);
    return new CreditModel(await FraudModel.of(files, place, { version: 1, names }), encoding);
  }

  /** `name/version`, as decisions record it. */
  get id(): string {
    return this.model.id;
  }

  /** Assesses applicants, in one inference for all of them and their counterfactuals. */
  async assess(applicants: readonly Attributes[]): Promise<Assessment[]> {
    const questions = applicants.map((attributes) => this.questionsOf(attributes));
    const rows = questions.flatMap(({ vector, candidates }) => [
      vector,
      ...candidates.flatMap(({ turned }) => turned),
    ]);
    const scores = rows.length === 0 ? [] : await this.model.scoreRows(rows);
    let next = 0;
    return questions.map(({ vector, candidates }) => {
      const probability = scores[next] ?? 1;
      next += 1;
      const grounds = candidates.flatMap(({ ground, turned }) => {
        const others = scores.slice(next, next + turned.length);
        next += turned.length;
        return others.some((score) => score < probability) ? [ground] : [];
      });
      return { probability, vector, grounds };
    });
  }

  private questionsOf(attributes: Attributes): Questions {
    const vector = this.encode(attributes);
    const candidates = this.groundsOf(vector).map((ground) => ({
      ground,
      turned: this.turnedAround(attributes, ground.column),
    }));
    return { vector, candidates };
  }

  private encode(attributes: Attributes): number[] {
    return this.inputs.map(({ column, kind, level, fill }) => {
      const value = attributes[column];
      if (kind === 'is-level') return value === level ? 1 : 0;
      if (kind === 'is-missing') return value === undefined ? 1 : 0;
      return typeof value === 'number' ? value : (fill ?? 0);
    });
  }

  private groundsOf(vector: readonly number[]): Ground[] {
    const contributions = this.model.contributionsOf(vector);
    const sums = new Map<string, number>();
    for (const [index, { column }] of this.inputs.entries())
      sums.set(column, (sums.get(column) ?? 0) + (contributions[index] ?? 0));
    return [...sums]
      .map(([column, contribution]) => ({ column, contribution }))
      .filter(({ contribution }) => contribution > 0)
      .sort((a, b) => b.contribution - a.contribution);
  }

  /** Rows that differ in one attribute: each other level of it, or smaller numbers. */
  private turnedAround(attributes: Attributes, column: string): number[][] {
    const value = attributes[column];
    const alternatives =
      typeof value === 'number'
        ? smaller.map((share) => value * share)
        : this.inputs.flatMap((input) => (input.column === column ? (input.level ?? []) : []));
    return alternatives.map((alternative) => this.encode({ ...attributes, [column]: alternative }));
  }
}
