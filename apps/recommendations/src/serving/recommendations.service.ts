import { Injectable } from '@nestjs/common';
import { Database, newId } from '@paymo/platform';
import { usualBatchSettings } from '@paymo/recommendation';
import {
  addFeedback,
  type CurrentRow,
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

/** Reads a customer's list, and takes what became of it. */
@Injectable()
export class RecommendationsService {
  constructor(private readonly database: Database) {}

  async read(
    customerId: string,
    limit: number,
  ): Promise<{ generation: CurrentRow | null; isStale: boolean; rows: ServedRow[] }> {
    const { coolingOffDays, exposuresMax } = usualBatchSettings;
    // In one transaction: a swap between the two would name another generation than the rows are of.
    return this.database.transaction(async (transaction) => {
      const values = [customerId, coolingOffDays, exposuresMax, limit];
      const [[generation], personal] = await Promise.all([
        transaction.query<CurrentRow>(readCurrent, []),
        transaction.query<ServedRow>(readRecommendations, values),
      ]);
      const isStale = generation !== undefined && Date.now() - generation.finished_at.getTime() > staleMs;
      const rows = isStale ? await transaction.query<ServedRow>(readPopular, values) : personal;
      return { generation: generation ?? null, isStale, rows };
    });
  }

  async add({ account, item, generation, kind, placement }: Feedback): Promise<void> {
    await this.database.query(addFeedback, [newId(), account, item, generation, kind, placement]);
  }
}
