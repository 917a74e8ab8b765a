import { Injectable } from '@nestjs/common';
import { Database, PaymoError, type Statement } from '@paymo/platform';
import { readCursor, writeCursor } from './cursor.js';

const readKey: Statement = {
  name: 'read_cursor_key',
  text: `SELECT key FROM signing_keys WHERE purpose = 'cursors'`,
};

const faults = {
  forged: 'is not a cursor that was given out; begin again without it',
  expired: 'is older than a day; begin again without it',
  of_another_list: 'belongs to a list with other filters; begin again without it',
};

/** Gives out places in lists, which nobody can make or change. */
@Injectable()
export class Cursors {
  private key: Buffer | undefined;

  constructor(private readonly database: Database) {}

  async write(list: readonly string[], after: readonly string[]): Promise<string> {
    return writeCursor(await this.loadKey(), list, after, Date.now());
  }

  /**
   * @returns the keys of the item after which the list goes on
   * @throws PaymoError `request.invalid` when the cursor is forged, expired, or of another list
   */
  async read(list: readonly string[], cursor: string): Promise<readonly string[]> {
    const reading = readCursor(await this.loadKey(), list, cursor, Date.now());
    if (reading.kind === 'place') return reading.after;
    const detail = faults[reading.kind];
    throw new PaymoError('request.invalid', `cursor ${detail}`, {
      errors: [{ pointer: '/query/cursor', detail }],
    });
  }

  private async loadKey(): Promise<Buffer> {
    if (this.key !== undefined) return this.key;
    const [row] = await this.database.query<{ key: Buffer }>(readKey, []);
    if (row === undefined) throw new Error('a migration makes the key of cursors');
    this.key = row.key;
    return row.key;
  }
}
