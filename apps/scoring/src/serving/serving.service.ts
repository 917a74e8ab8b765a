import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { catalogueFeatures } from '@paymo/features';
import { FraudModel } from '@paymo/inference';
import { LOGGER } from '@paymo/messaging';
import { servingVersion } from '@paymo/model-life';
import { Database, type Logger, PeriodicWork } from '@paymo/platform';
import { HoldLimiter } from '@paymo/rules';
import * as sql from '../models/model-statements.js';
import { compileServed } from '../rules/load-rules.js';
import { type ScoringSettings, SETTINGS } from '../settings.js';
import { type Bundle, bundleOf, modelsOf } from './bundle.js';
import { keepServing, readServing } from './bundle-record.js';

const lookEveryMs = 300;
const releaseAfterMs = 30_000;

/**
 * Holds what decides in this instance. Looks several times a second whether anything changed, loads it beside the
 * old and puts it in its place between two batches.
 */
@Injectable()
export class ServingService implements OnModuleInit, OnApplicationShutdown {
  private bundle: Bundle | undefined;
  private readonly limiter: HoldLimiter;
  private readonly loaded = new Map<string, FraudModel>();
  private refreshing: Promise<void> | undefined;
  private readonly periodic: PeriodicWork;

  constructor(
    private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(SETTINGS) settings: ScoringSettings,
  ) {
    this.periodic = new PeriodicWork(logger);
    this.limiter = new HoldLimiter(settings.AUTOMATIC_HOLDS_PER_MINUTE);
  }

  get current(): Bundle {
    if (this.bundle === undefined) throw new Error('nothing decides before the service has started');
    return this.bundle;
  }

  /** Counts an automatic hold of a model or rule, once a payment; false when the source has made too many and holds no more. */
  mayHold(source: string, paymentId: string, atMs: number): boolean {
    return this.limiter.take(source, paymentId, atMs);
  }

  /** Sources of now that made too many holds, in this instance; what decides no more has nothing to be mended. */
  tripped(): ReturnType<HoldLimiter['tripped']> {
    const models = modelsOf(this.current).map(({ id }) => id);
    const decides = new Set([...models, ...this.current.rules.labels.rules, 'policy']);
    return this.limiter.tripped().filter(({ source }) => decides.has(source));
  }

  async onModuleInit(): Promise<void> {
    await this.refresh();
    this.periodic.every(lookEveryMs, 'changes of what decides not seen', () => this.refresh());
  }

  onApplicationShutdown(): Promise<void> {
    return this.periodic.stop();
  }

  /** Loads what changed, if anything did; resolves when it decides. */
  async refresh(): Promise<void> {
    await this.refreshing;
    this.refreshing = this.load().finally(() => {
      this.refreshing = undefined;
    });
    await this.refreshing;
  }

  private async load(): Promise<void> {
    const [row] = await this.database.query<{ version: string }>(servingVersion, []);
    if (Number(row?.version ?? 0) === this.bundle?.version) return;
    const served = await readServing(this.database);
    const { version, roles } = served;
    await this.loadMissing(roles.map(({ model }) => model));
    const bundle = bundleOf(served, this.loaded, compileServed(served.rules));
    await keepServing(this.database, served);
    this.bundle = bundle;
    this.logger.info({ version, roles: roles.map(({ model, role }) => `${role} ${model}`) }, 'bundle taken');
    this.releaseUnused(new Set(roles.map(({ model }) => model)));
  }

  private async loadMissing(ids: readonly string[]): Promise<void> {
    const missing = ids.filter((id) => !this.loaded.has(id));
    if (missing.length === 0) return;
    const rows = await this.database.query<sql.ModelRow>(sql.readModels, [missing]);
    for (const { id, ...files } of rows) {
      try {
        this.loaded.set(id, await FraudModel.of(files, id, catalogueFeatures));
      } catch (error) {
        this.logger.error({ err: error, model: id }, 'model not loaded');
      }
    }
  }

  /** A batch under way may still use a model that has no role any more. */
  private releaseUnused(used: ReadonlySet<string>): void {
    for (const [id, model] of this.loaded) {
      if (used.has(id)) continue;
      this.loaded.delete(id);
      setTimeout(() => void model.release().catch(() => undefined), releaseAfterMs).unref();
    }
  }
}
