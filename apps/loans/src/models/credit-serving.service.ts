import { join } from 'node:path';
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { LOGGER } from '@paymo/messaging';
import { changeRoles, readRoles, type RoleRow, servingVersion } from '@paymo/model-life';
import { Database, type Logger, PeriodicWork } from '@paymo/platform';
import { CreditModel, readCreditFiles } from '../decisions/credit-model.js';
import { type CreditPolicy, loadCreditPolicy } from '../decisions/credit-policy.js';
import { DecisionEngine } from '../decisions/decision-engine.js';
import { type LoansSettings, SETTINGS } from '../settings.js';
import * as sql from './credit-model-statements.js';
import { fairnessGate } from './fairness-gate.js';
import { storeModel, vetFiles } from './store-model.js';

const lookEveryMs = 300;

/**
 * Holds what decides in this instance: the champion and the shadow of today, with the policy. Looks several times a
 * second whether another model was promoted, and puts it in place between two batches.
 */
@Injectable()
export class CreditServing implements OnModuleInit, OnApplicationShutdown {
  private engine: DecisionEngine | undefined;
  private version = 0;
  /** Models are small, and a bank has few: those that decisions are replayed with stay. */
  private readonly loaded = new Map<string, Promise<CreditModel>>();
  private refreshing: Promise<void> | undefined;
  private readonly periodic: PeriodicWork;

  constructor(
    private readonly database: Database,
    @Inject(SETTINGS) private readonly settings: LoansSettings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.periodic = new PeriodicWork(logger);
  }

  get current(): DecisionEngine {
    if (this.engine === undefined) throw new Error('nothing decides before the service has started');
    return this.engine;
  }

  async onModuleInit(): Promise<void> {
    const { MODELS_DIR, CREDIT_POLICY } = this.settings;
    const policy = await loadCreditPolicy(join(MODELS_DIR, CREDIT_POLICY));
    await this.crownFirst();
    await this.load(policy);
    this.periodic.every(lookEveryMs, 'changes of what decides not seen', () => this.refresh());
  }

  onApplicationShutdown(): Promise<void> {
    return this.periodic.stop();
  }

  /** Loads what changed, if anything did; resolves when it decides. */
  async refresh(): Promise<void> {
    await this.refreshing;
    this.refreshing = this.load(this.current.policy).finally(() => {
      this.refreshing = undefined;
    });
    await this.refreshing;
  }

  /** A model that was pushed; undefined when there is none of that id. */
  async modelOf(id: string): Promise<CreditModel | undefined> {
    const known = this.loaded.get(id);
    if (known !== undefined) return known;
    const [row] = await this.database.query<sql.CreditModelRow>(sql.readCreditModel, [id]);
    if (row === undefined) return undefined;
    const loading = CreditModel.of(row, id);
    this.loaded.set(id, loading);
    loading.catch(() => this.loaded.delete(id));
    return loading;
  }

  private async load(policy: CreditPolicy): Promise<void> {
    const [row] = await this.database.query<{ version: string }>(servingVersion, []);
    const version = Number(row?.version ?? 0);
    if (version === this.version) return;
    const roles = await this.database.query<RoleRow>(readRoles, []);
    const [champion, shadow] = await Promise.all(
      (['champion', 'shadow'] as const).map((role) => this.inRole(roles, role)),
    );
    if (champion === undefined) throw new Error('no credit model is the champion');
    this.engine = new DecisionEngine(champion, policy, shadow ?? null);
    this.version = version;
    this.logger.info({ version, champion: champion.id, shadow: shadow?.id }, 'credit models taken');
  }

  private async inRole(
    roles: readonly RoleRow[],
    role: 'champion' | 'shadow',
  ): Promise<CreditModel | undefined> {
    const row = roles.find((each) => each.role === role);
    return row === undefined ? undefined : this.modelOf(row.model);
  }

  /** The champion of a new system is the model that the settings name, if its gate is open. */
  private async crownFirst(): Promise<void> {
    const roles = await this.database.query<RoleRow>(readRoles, []);
    if (roles.some(({ role }) => role === 'champion')) return;
    const { MODELS_DIR, CREDIT_MODEL } = this.settings;
    const files = await readCreditFiles(join(MODELS_DIR, CREDIT_MODEL));
    if (!fairnessGate(files.fairness).passed)
      throw new Error(`${CREDIT_MODEL}: the model did not pass its fairness gate`);
    const { id, facts } = await vetFiles(files);
    await changeRoles(this.database, async (change, transaction) => {
      if (change.inRole('champion') !== undefined) return;
      await storeModel(transaction, { id, files, facts, actor: 'settings' });
      change.crown(id, 'promoted', 'settings', {});
    });
  }
}
