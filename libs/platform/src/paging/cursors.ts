import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';
import { PaymoError } from '../paymo-error.js';
import type { Statement } from '../statement-batch.js';
import { readCursor, writeCursor } from './cursor.js';
import type { Page } from './page.js';

const readKey: Statement = {
  name: 'read_cursor_key',
  text: `SELECT key FROM signing_keys WHERE purpose = 'cursors'`,
};

const faults = {
  forged: 'is not a cursor that was given out; begin again without it',
  expired: 'is older than a day; begin again without it',
  of_another_list: 'belongs to a list with other filters; begin again without it',
};

/** Gives out places in lists, which nobody can make or change; the service's schema has `signing_keys`. */
@Injectable()
export class Cursors {
  private key: Buffer | undefined;

  constructor(private readonly database: Database) {}

  private async write(list: readonly string[], after: readonly string[]): Promise<string> {
    return writeCursor(await this.loadKey(), list, after, Date.now());
  }

  /**
   * @param cursor undefined for the beginning
   * @returns the keys of the item after which the list goes on; none at the beginning
   * @throws PaymoError `request.invalid` when the cursor is forged, expired, or of another list
   */
  async read(list: readonly string[], cursor: string | undefined): Promise<readonly string[]> {
    if (cursor === undefined) return [];
    const reading = readCursor(await this.loadKey(), list, cursor, Date.now());
    if (reading.kind === 'place') return reading.after;
    const detail = faults[reading.kind];
    throw new PaymoError('request.invalid', `cursor ${detail}`, {
      errors: [{ pointer: '/query/cursor', detail }],
    });
  }

  /**
   * @param rows those that come next, up to one more than fit: it says that others follow
   * @param keysOf an item's place in the list
   */
  async page<T>(
    list: readonly string[],
    rows: readonly T[],
    limit: number,
    keysOf: (item: T) => readonly string[],
  ): Promise<Page<T>> {
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    const hasMore = rows.length > limit && last !== undefined;
    return { items, nextCursor: hasMore ? await this.write(list, keysOf(last)) : null };
  }

  private async loadKey(): Promise<Buffer> {
    if (this.key !== undefined) return this.key;
    const [row] = await this.database.query<{ key: Buffer }>(readKey, []);
    if (row === undefined) throw new Error('a migration makes the key of cursors');
    this.key = row.key;
    return row.key;
  }
}
