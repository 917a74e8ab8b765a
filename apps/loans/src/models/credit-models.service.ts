import { Injectable } from '@nestjs/common';
import {
  askOrCrown,
  championBefore,
  changeRoles,
  crownPrevious,
  type EventRow,
  openRequest,
  type Promotion,
  readEvents,
  readLife,
  type RoleChange,
} from '@paymo/model-life';
import { Database, newId, PaymoError, type Transaction } from '@paymo/platform';
import type { CreditFiles } from '../decisions/credit-model.js';
import { ReplaysService } from '../replays/replays.service.js';
import * as sql from './credit-model-statements.js';
import { CreditServing } from './credit-serving.service.js';
import { fairnessGate } from './fairness-gate.js';
import { storeModel, vetFiles } from './store-model.js';

/** A model, and who asked for its promotion, while that waits for a second person. */
export interface AskedModel extends sql.ListedModelRow {
  readonly askedBy: string | null;
}

/** The life of a credit model: pushed, replayed, in shadow, champion, and back. */
@Injectable()
export class CreditModelsService {
  constructor(
    private readonly database: Database,
    private readonly serving: CreditServing,
    private readonly replays: ReplaysService,
  ) {}

  /**
   * Takes a model in. The same files again change nothing.
   *
   * @throws PaymoError `model.refused`, or `conflict.model_exists` when the version is taken by other files
   */
  async push(files: CreditFiles, actor: string): Promise<{ id: string; facts: object }> {
    const { id, facts } = await vetFiles(files);
    return this.database.transaction(async (transaction) => {
      await storeModel(transaction, { id, facts, files, actor });
      const [stored] = await transaction.query<sql.CreditModelRow>(sql.readCreditModel, [id]);
      if (stored !== undefined && !isSame(stored, files)) {
        const detail = `${id} is taken by other files; give this one a new version.`;
        throw new PaymoError('conflict.model_exists', detail);
      }
      return { id, facts };
    });
  }

  /** All models, and the champion that a rollback would bring back. */
  async list(): Promise<{ models: AskedModel[]; previous: string | null }> {
    const [rows, events] = await readLife<sql.ListedModelRow>(this.database, sql.listCreditModels, null);
    const champion = championAmong(rows);
    const models = rows.map((row) => withRequest(row, eventsOf(events, row.id), champion));
    return { models, previous: championBefore(events, champion) ?? null };
  }

  /** @throws PaymoError when it was never pushed */
  async one(id: string): Promise<{ model: AskedModel; events: EventRow[]; replay: sql.ReplayRow | null }> {
    const [rows, events] = await readLife<sql.ListedModelRow>(this.database, sql.listCreditModels, id);
    const row = rows.find((each) => each.id === id);
    if (row === undefined) throw new PaymoError('model.not_found', `${id} was never pushed.`);
    const champion = championAmong(rows);
    const replay = await latestReplay(this.database, [id, champion, this.policy]);
    return { model: withRequest(row, events, champion), events, replay: replay ?? null };
  }

  /** Has a model decide all applications so far in the champion's place, and keeps who would move and what it costs. */
  async replay(id: string, actor: string): Promise<Omit<sql.ReplayRow, 'made_at'>> {
    await this.one(id);
    const { model: champion, policy } = this.serving.current;
    const report = await this.replays.compare({ model: id });
    const row = { model: id, champion: champion.id, policy: policy.version, report, made_by: actor };
    const values = [newId(), id, row.champion, row.policy, JSON.stringify(report), actor, new Date()];
    await this.database.query(sql.insertReplay, values);
    return row;
  }

  /** Has a model assess every application and decide none; the shadow before it is retired. */
  async shadow(id: string, actor: string): Promise<void> {
    await this.one(id);
    await this.change((change) => {
      change.notChampion(id);
      const before = change.inRole('shadow');
      if (before !== undefined && before.model !== id) change.drop(before.model, 'retired', actor);
      change.give(id, 'shadow', actor);
    });
  }

  /** Takes a shadow out of service. */
  async retire(id: string, actor: string): Promise<void> {
    await this.change((change) => {
      change.notChampion(id);
      change.drop(id, 'retired', actor);
    });
  }

  /**
   * Makes a model the champion when a second person asks for it.
   *
   * @throws PaymoError when its fairness gate is shut, it was not replayed in today's champion's place by the policy of
   * today, or the same person asks twice
   */
  async promote(id: string, actor: string): Promise<Promotion> {
    const { model, events } = await this.one(id);
    const { passed, ratios } = fairnessGate(model.fairness);
    if (!passed) {
      const detail = `${id}: the approval rates of groups differ too much: ${JSON.stringify(ratios)}.`;
      throw new PaymoError('conflict.fairness_gate', detail);
    }
    return this.change(async (change, transaction) => {
      change.notChampion(id);
      const champion = change.championOf();
      const replay = await latestReplay(transaction, [id, champion, this.policy]);
      if (replay === undefined) {
        const detail = `${id} was not replayed in the place of ${champion} by policy ${this.policy}.`;
        throw new PaymoError('conflict.replay_missing', detail);
      }
      return askOrCrown(change, { model: id, actor, events });
    });
  }

  /** Makes the champion before this one the champion again, at once. Answers its id. */
  async rollback(actor: string): Promise<string> {
    const events = await this.database.query<EventRow>(readEvents, [null]);
    return this.change((change) => crownPrevious(change, actor, events));
  }

  private get policy(): string {
    return this.serving.current.policy.version;
  }

  /** Changes roles; this instance has the change when it returns. */
  private async change<T>(
    work: (change: RoleChange, transaction: Transaction) => T | Promise<T>,
  ): Promise<T> {
    const result = await changeRoles(this.database, work);
    await this.serving.refresh();
    return result;
  }
}

function isSame(stored: sql.CreditModelRow, files: CreditFiles): boolean {
  const { manifest, golden, fairness, onnx } = files;
  return (
    stored.manifest === manifest &&
    stored.golden === golden &&
    stored.fairness === fairness &&
    stored.onnx.equals(onnx)
  );
}

function championAmong(rows: readonly sql.ListedModelRow[]): string | undefined {
  return rows.find(({ role }) => role === 'champion')?.id;
}

function eventsOf(events: readonly EventRow[], id: string): EventRow[] {
  return events.filter(({ model }) => model === id);
}

function withRequest(
  row: sql.ListedModelRow,
  events: readonly EventRow[],
  champion: string | undefined,
): AskedModel {
  return { ...row, askedBy: openRequest(events, champion)?.actor ?? null };
}

async function latestReplay(
  source: Pick<Database, 'query'> | Transaction,
  [model, champion, policy]: readonly [string, string | undefined, string],
): Promise<sql.ReplayRow | undefined> {
  const [row] = await source.query<sql.ReplayRow>(sql.latestReplay, [model, champion ?? null, policy]);
  return row;
}
