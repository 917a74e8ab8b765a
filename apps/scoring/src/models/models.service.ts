import { Injectable } from '@nestjs/common';
import { catalogueFeatures } from '@paymo/features';
import { inspectModel, type ModelFiles, parseManifest, ModelRefused } from '@paymo/inference';
import {
  askOrCrown,
  championBefore,
  changeRoles,
  crownPrevious,
  type EventRow,
  insertEvent,
  openRequest,
  type Promotion,
  readEvents,
  readLife,
  type RoleChange,
} from '@paymo/model-life';
import { Database, PaymoError, type Transaction } from '@paymo/platform';
import { ServingService } from '../serving/serving.service.js';
import { latestReplay, type ReplayRow } from '../replays/replay-statements.js';
import { baselineOf } from './guardrail.js';
import { forgetMinutes, minuteOf, stretchesOf } from './model-minutes.js';
import * as sql from './model-statements.js';

const baselineHours = 24;
const hourMs = 3_600_000;

/** A model, and who asked for its promotion, while that waits for a second person. */
export interface AskedModel extends sql.ListedModelRow {
  readonly askedBy: string | null;
}

/** The life of a model: pushed, shadow, canary, champion, and back. */
@Injectable()
export class ModelsService {
  constructor(
    private readonly database: Database,
    private readonly serving: ServingService,
  ) {}

  /**
   * Takes a model in, after inspecting it in a process of its own. The same files again change nothing.
   *
   * @throws PaymoError `model.refused` with reason and remedy, or `conflict.model_exists` when the version is taken by
   * other files
   */
  async push(files: ModelFiles, actor: string): Promise<{ id: string; facts: object }> {
    const { id, sha256 } = identityOf(files);
    const known = await this.known(id, files);
    if (known !== undefined) return known;
    const inspection = await inspectModel(files.onnx, {
      manifest: { text: files.manifest, path: 'manifest.json' },
      golden: { text: files.golden, path: 'golden.jsonl' },
      features: catalogueFeatures,
    });
    if (inspection.outcome === 'refused') {
      const { code, reason, remedy } = inspection.refusal;
      throw new PaymoError('model.refused', `${reason}. ${remedy}`, { members: { refusal: code, remedy } });
    }
    const { facts } = inspection;
    await this.database.transaction(async (transaction) => {
      const now = new Date();
      const values = [id, files.manifest, files.onnx.toString('base64'), files.golden, JSON.stringify(facts)];
      const inserted = await transaction.query(sql.insertModel, [...values, actor, now]);
      if (inserted.length > 0)
        transaction.write(insertEvent, [now, id, 'pushed', actor, JSON.stringify({ sha256 })]);
    });
    // Somebody else may have pushed the version meanwhile.
    return (await this.known(id, files)) ?? { id, facts };
  }

  /** The model of that id, when it is made of the same files; undefined when there is none. */
  private async known(id: string, files: ModelFiles): Promise<{ id: string; facts: object } | undefined> {
    const [stored] = await this.database.query<sql.ModelRow>(sql.readModels, [[id]]);
    if (stored === undefined) return undefined;
    const isSame =
      stored.manifest === files.manifest && stored.golden === files.golden && stored.onnx.equals(files.onnx);
    if (isSame) return { id, facts: (await this.one(id)).model.facts };
    const detail = `${id} is taken by other files; give this one a new version.`;
    throw new PaymoError('conflict.model_exists', detail);
  }

  /** All models, and the champion that a rollback would bring back. */
  async list(): Promise<{ models: AskedModel[]; previous: string | null }> {
    const [rows, events] = await readLife<sql.ListedModelRow>(this.database, sql.listModels, null);
    const champion = championAmong(rows);
    const models = rows.map((row) => {
      const own = events.filter(({ model }) => model === row.id);
      return { ...row, askedBy: openRequest(own, champion)?.actor ?? null };
    });
    return { models, previous: championBefore(events, champion) ?? null };
  }

  async one(id: string): Promise<{ model: AskedModel; events: EventRow[] }> {
    const [rows, events] = await readLife<sql.ListedModelRow>(this.database, sql.listModels, id);
    const row = rows.find((each) => each.id === id);
    if (row === undefined) throw new PaymoError('model.not_found', `${id} was never pushed.`);
    return { model: { ...row, askedBy: openRequest(events, championAmong(rows))?.actor ?? null }, events };
  }

  /** Has a model score everything and decide nothing. */
  async shadow(id: string, actor: string): Promise<void> {
    await this.one(id);
    await this.change((change) => {
      change.notChampion(id);
      change.give(id, 'shadow', actor);
    });
  }

  /** Has a model decide for a share of the payers, in percent, under its guardrail. */
  async canary(id: string, share: number, actor: string): Promise<void> {
    await this.one(id);
    await this.change(async (change, transaction) => {
      change.notChampion(id);
      const champion = change.championOf();
      const before = change.inRole('canary');
      if (before !== undefined && before.model !== id) change.give(before.model, 'shadow', actor);
      const since = new Date(Date.now() - baselineHours * hourMs);
      const baseline = baselineOf(await stretchesOf(transaction, champion, since));
      transaction.write(forgetMinutes, [id, minuteOf(new Date())]);
      change.give(id, 'canary', actor, { share, baseline });
    });
  }

  /** Takes a model's role away: it is no longer asked. A champion goes only by `kill`. */
  async retire(id: string, actor: string): Promise<void> {
    await this.change((change) => {
      change.notChampion(id);
      change.drop(id, 'retired', actor);
    });
  }

  /** The kill switch: takes any model out of service at once. Without a champion the rules decide. */
  async kill(id: string, actor: string): Promise<void> {
    await this.change((change) => {
      change.drop(id, 'killed', actor);
    });
  }

  /** Takes a canary back that its guardrail found wanting; nothing when it is no canary any more. */
  async takeBack(id: string, breach: string): Promise<boolean> {
    return this.change((change) => {
      if (change.inRole('canary')?.model !== id) return false;
      change.give(id, 'shadow', 'guardrail', { breach });
      return true;
    });
  }

  /**
   * Makes a model the champion when a second person asks for it.
   *
   * @throws PaymoError when it was not replayed against today's champion, or the same person asks twice
   */
  async promote(id: string, actor: string): Promise<Promotion> {
    const { events } = await this.one(id);
    return this.change(async (change, transaction) => {
      change.notChampion(id);
      const champion = change.inRole('champion')?.model;
      if (champion !== undefined) await requireReplay(transaction, id, champion);
      return askOrCrown(change, { model: id, actor, events });
    });
  }

  /** Makes the champion before this one the champion again, at once. Answers its id. */
  async rollback(actor: string): Promise<string> {
    const events = await this.database.query<EventRow>(readEvents, [null]);
    return this.change((change) => crownPrevious(change, actor, events));
  }

  /** The first champion of a new system: the model that comes with it. */
  async crownFirst(files: ModelFiles): Promise<void> {
    const events = await this.database.query<EventRow>(readEvents, [null]);
    if (events.some(({ action }) => action === 'promoted')) return;
    const { id } = await this.push(files, 'settings');
    await this.change((change) => {
      if (change.inRole('champion') === undefined) change.crown(id, 'promoted', 'settings', {});
    });
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

function identityOf({ manifest }: ModelFiles): { id: string; sha256: string } {
  try {
    const { name, version, model } = parseManifest(manifest, 'manifest.json');
    return { id: `${name}/${version}`, sha256: model.sha256 };
  } catch (error) {
    if (!(error instanceof ModelRefused)) throw error;
    const { code, reason, remedy } = error.refusal;
    throw new PaymoError('model.refused', `${reason}. ${remedy}`, { members: { refusal: code, remedy } });
  }
}

async function requireReplay(transaction: Transaction, model: string, champion: string): Promise<void> {
  const [replay] = await transaction.query<ReplayRow>(latestReplay, [model, champion]);
  if (replay !== undefined) return;
  const detail = `${model} was not replayed against the champion ${champion}; run paymo models replay ${model}.`;
  throw new PaymoError('conflict.replay_missing', detail);
}

function championAmong(rows: readonly sql.ListedModelRow[]): string | undefined {
  return rows.find(({ role }) => role === 'champion')?.id;
}
