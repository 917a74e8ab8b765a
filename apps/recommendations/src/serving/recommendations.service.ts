import { Inject, Injectable } from '@nestjs/common';
import { MicroBatcher } from '@paymo/messaging';
import { Database, newId, type SqlValue } from '@paymo/platform';
import { type Arm, armOf, exposureOf, shownList, usualBatchSettings } from '@paymo/recommendation';
import { collectEvents } from '../collection/collection-statements.js';
import { type RecommendationsSettings, SETTINGS } from '../settings.js';
import {
  addFeedback,
  type CurrentRow,
  type ListedRow,
  readCurrent,
  readPopular,
  readRecommendations,
  type ServedRow,
} from './serving-statements.js';

/** Personal lists that are older are not served: what is popular is. */
const staleMs = 48 * 3_600_000;

export interface Feedback {
  readonly account: string;
  readonly item: string;
  readonly generation: number;
  readonly kind: 'shown' | 'opened' | 'dismissed' | 'taken';
  readonly placement: string;
}

/** A customer's list of this moment. */
export interface ServedList {
  readonly generation: CurrentRow | null;
  readonly isStale: boolean;
  readonly arm: Arm;
  /** As the batch, or popularity, put them. */
  readonly ranked: readonly ServedRow[];
  readonly shown: readonly ServedRow[];
}

interface RankedList {
  readonly generation: CurrentRow | null;
  readonly ranked: readonly ServedRow[];
}

const { coolingOffDays, exposuresMax, listLength } = usualBatchSettings;
const limits = [coolingOffDays, exposuresMax, listLength];

/** Reads a customer's list, and takes what became of it. */
@Injectable()
export class RecommendationsService {
  private readonly reading = new MicroBatcher<string, RankedList>((ids) => this.readLists(ids), {
    itemsMax: 100,
    queueMax: 10_000,
  });

  constructor(
    private readonly database: Database,
    @Inject(SETTINGS) private readonly settings: RecommendationsSettings,
  ) {}

  async read(customerId: string, placement: string): Promise<ServedList> {
    const personal = await this.reading.submit(customerId);
    const isStale =
      personal.generation !== null && Date.now() - personal.generation.finished_at.getTime() > staleMs;
    const { generation, ranked } = isStale ? await this.readFallback(customerId) : personal;
    // What is popular stands in for a list that failed: nothing is to be learnt from it.
    const arm = isStale ? 'ranked' : armOf(customerId, this.settings.EXPLORATION_SHARE);
    const shown = shownList(ranked, arm, customerId, `${generation?.id ?? ''} ${placement}`);
    return { generation, isStale, arm, ranked, shown };
  }

  /** As of one moment: a swap between the two would name another generation than the rows are of. */
  private readFallback(customerId: string): Promise<RankedList> {
    return this.database.snapshot(async (transaction) => {
      const [[generation], ranked] = await Promise.all([
        transaction.query<CurrentRow>(readCurrent, []),
        transaction.query<ServedRow>(readPopular, [customerId, ...limits]),
      ]);
      return { generation: generation ?? null, ranked };
    });
  }

  /** Lists that are asked for together are read together. */
  private async readLists(customerIds: readonly string[]): Promise<RankedList[]> {
    const rows = await this.database.query<ListedRow>(readRecommendations, [
      [...new Set(customerIds)],
      ...limits,
    ]);
    const lists = new Map<string, { generation: CurrentRow | null; ranked: ServedRow[] }>();
    for (const row of rows) {
      const { customer_id, generation_id: id, finished_at, model_version } = row;
      const list = lists.get(customer_id) ?? {
        generation: id === null || finished_at === null ? null : { id, finished_at, model_version },
        ranked: [],
      };
      if (row.item_id !== null) list.ranked.push(row);
      lists.set(customer_id, list);
    }
    return customerIds.map((id) => lists.get(id) ?? { generation: null, ranked: [] });
  }

  async add(feedback: Feedback): Promise<void> {
    const { account, item, generation, kind, placement } = feedback;
    const exposure = kind === 'shown' ? await this.exposure(feedback) : undefined;
    const id = newId();
    await this.database.transaction(async (transaction) => {
      await transaction.query(addFeedback, [
        ...[id, account, item, generation, kind, placement],
        ...(exposure ?? [null, null, null, null, null]),
      ]);
      if (kind === 'opened' || kind === 'taken')
        await transaction.query(collectEvents, [[id], [account], [item], [kind], [new Date()]]);
    });
  }

  /** What an estimate of other rankings needs of an exposure, if the item is still in the list that it was shown in. */
  private async exposure({
    account,
    item,
    generation,
    placement,
  }: Feedback): Promise<SqlValue[] | undefined> {
    const { generation: current, ranked, shown, arm } = await this.read(account, placement);
    const row = ranked.find(({ item_id }) => item_id === item);
    if (row === undefined || current?.id !== String(generation)) return undefined;
    const { shownPlace, rankedPlace, propensity } = exposureOf(row, ranked, shown, arm);
    return [arm, shownPlace, rankedPlace, row.source, propensity];
  }
}
