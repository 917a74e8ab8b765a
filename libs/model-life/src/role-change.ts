import { type Database, PaymoError, type Transaction } from '@paymo/platform';
import * as sql from './life-statements.js';

/** Changes roles in one transaction, one change at a time over all instances, and has them look. */
export function changeRoles<T>(
  database: Database,
  work: (change: RoleChange, transaction: Transaction) => T | Promise<T>,
): Promise<T> {
  return database.transaction(async (transaction) => {
    const [, roles] = await Promise.all([
      transaction.query(sql.lockServing, []),
      transaction.query<sql.RoleRow>(sql.readRoles, []),
    ]);
    const value = await work(new RoleChange(transaction, roles), transaction);
    transaction.write(sql.announceServing, []);
    return value;
  });
}

/** One change of the models' roles, with its record, inside a transaction. */
export class RoleChange {
  private readonly now = new Date();

  constructor(
    private readonly transaction: Transaction,
    private readonly roles: readonly sql.RoleRow[],
  ) {}

  inRole(role: sql.ModelRole): sql.RoleRow | undefined {
    return this.roles.find((each) => each.role === role);
  }

  /** @throws PaymoError when there is no champion to compare with */
  championOf(): string {
    const champion = this.inRole('champion');
    if (champion === undefined)
      throw new PaymoError('conflict.no_champion', 'There is no champion to compare a canary with.');
    return champion.model;
  }

  /** @throws PaymoError when the model is the champion */
  notChampion(model: string): void {
    if (this.inRole('champion')?.model !== model) return;
    const detail = `${model} is the champion; promote another model or roll back first.`;
    throw new PaymoError('conflict.is_champion', detail);
  }

  give(
    model: string,
    role: 'canary' | 'shadow',
    actor: string,
    detail: { share?: number; baseline?: object; breach?: string } = {},
  ): void {
    const { share = null, baseline = null } = detail;
    const values = [model, role, share, baseline === null ? null : JSON.stringify(baseline), this.now];
    this.transaction.write(sql.setRole, values);
    this.record(model, detail.breach === undefined ? role : 'taken back', actor, detail);
  }

  /** @throws PaymoError when the model has no role */
  drop(model: string, action: 'retired' | 'killed', actor: string): void {
    const known = this.roles.find((each) => each.model === model);
    if (known === undefined) throw new PaymoError('model.not_found', `${model} has no role.`);
    this.transaction.write(sql.dropRole, [model]);
    this.record(model, action, actor, known.role === 'champion' ? { previous: model } : {});
  }

  /** Makes a model the champion; the one before it loses its role and is remembered for a way back. */
  crown(model: string, action: 'promoted' | 'rolled back', actor: string, detail: object): void {
    const previous = this.inRole('champion')?.model ?? null;
    if (previous !== null) this.transaction.write(sql.dropRole, [previous]);
    this.transaction.write(sql.setRole, [model, 'champion', null, null, this.now]);
    this.record(model, action, actor, { ...detail, previous });
  }

  record(model: string, action: string, actor: string, detail: object): void {
    this.transaction.write(sql.insertEvent, [this.now, model, action, actor, JSON.stringify(detail)]);
  }
}
