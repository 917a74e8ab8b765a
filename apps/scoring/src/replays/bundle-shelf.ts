import { catalogueFeatures } from '@paymo/features';
import { FraudModel } from '@paymo/inference';
import type { Database } from '@paymo/platform';
import { type ModelRow, readModels } from '../models/model-statements.js';
import { compileServed } from '../rules/load-rules.js';
import { type Bundle, bundleOf } from '../serving/bundle.js';
import { recallServing } from '../serving/bundle-record.js';

/** What decided under a version, or why that cannot be brought back. */
export type Recalled =
  { readonly ok: true; readonly bundle: Bundle } | { readonly ok: false; readonly reason: string };

/**
 * Brings back what decided in the past, one version at a time, with models of its own: those that serve are released
 * when they lose their roles.
 */
export class BundleShelf {
  private readonly models = new Map<string, FraudModel>();
  private last: { readonly version: number; readonly recalled: Recalled } | undefined;

  constructor(private readonly database: Database) {}

  async take(version: number): Promise<Recalled> {
    if (this.last?.version !== version) this.last = { version, recalled: await this.recall(version) };
    return this.last.recalled;
  }

  /** Frees the models; the next version loads its own anew. */
  async clear(): Promise<void> {
    this.last = undefined;
    await this.releaseAllBut(new Set());
  }

  private async recall(version: number): Promise<Recalled> {
    const served = await recallServing(this.database, version);
    if (served === undefined) return { ok: false, reason: 'what decided then was not kept' };
    const ids = served.roles.map(({ model }) => model);
    await this.releaseAllBut(new Set(ids));
    try {
      await this.load(ids);
      return { ok: true, bundle: bundleOf(served, this.models, compileServed(served.rules)) };
    } catch (error) {
      return { ok: false, reason: error instanceof Error ? error.message : String(error) };
    }
  }

  private async load(ids: readonly string[]): Promise<void> {
    const missing = ids.filter((id) => !this.models.has(id));
    if (missing.length === 0) return;
    const rows = await this.database.query<ModelRow>(readModels, [missing]);
    for (const { id, ...files } of rows)
      this.models.set(id, await FraudModel.of(files, id, catalogueFeatures));
  }

  private async releaseAllBut(wanted: ReadonlySet<string>): Promise<void> {
    for (const [id, model] of this.models) {
      if (wanted.has(id)) continue;
      this.models.delete(id);
      await model.release();
    }
  }
}
