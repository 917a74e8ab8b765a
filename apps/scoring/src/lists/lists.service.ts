import { Injectable } from '@nestjs/common';
import { Database, PaymoError } from '@paymo/platform';
import { announceChange } from '../rules/rule-statements.js';
import { type ImportedEntry, type LineFault, parseListCsv } from './list-csv.js';
import * as sql from './list-statements.js';

const shownMax = 20;

export interface ImportRequest {
  readonly list: string;
  readonly csv: string;
  readonly source: string;
  /** False only says what would be done. */
  readonly isApplied: boolean;
}

/** What an import does, or would do, to a list. */
export interface ImportPreview {
  readonly list: string;
  readonly isNewList: boolean;
  readonly isApplied: boolean;
  readonly added: number;
  /** Entries that get another expiry or source. */
  readonly changed: number;
  readonly unchanged: number;
  /** The first values of each kind. */
  readonly firstAdded: readonly string[];
  readonly firstChanged: readonly string[];
  readonly faults: readonly LineFault[];
}

/** Keeps the lists that rules ask. */
@Injectable()
export class ListsService {
  constructor(private readonly database: Database) {}

  list(): Promise<sql.ListRow[]> {
    return this.database.query<sql.ListRow>(sql.allLists, []);
  }

  /** Entries in the order of their values; `after` is the last value already seen. */
  async entries(list: string, after: string, limit: number): Promise<sql.EntryRow[]> {
    const [names, rows] = await Promise.all([
      this.database.query(sql.listNamed, [list]),
      this.database.query<sql.EntryRow>(sql.entriesOf, [list, after, limit]),
    ]);
    if (names.length === 0) throw notFound(list);
    return rows;
  }

  /**
   * Adds what a CSV brings and changes what it brings anew; a list that is not there is made.
   *
   * @throws PaymoError `list.import_faulty` when it is to be applied and a line is wrong: all of it or nothing
   */
  async import(request: ImportRequest, actor: string): Promise<ImportPreview> {
    const { list, source, isApplied } = request;
    const now = new Date();
    const { entries, faults } = parseListCsv(request.csv, source, now);
    if (isApplied && faults.length > 0) throw faultyImport(faults);
    return this.database.transaction(async (transaction) => {
      const [names, stored] = await Promise.all([
        transaction.query(sql.listNamed, [list]),
        transaction.query<sql.EntryRow>(sql.entriesAmong, [list, entries.map(({ value }) => value)]),
      ]);
      const { added, changed, unchanged } = compare(entries, stored);
      if (isApplied) {
        const put = [...added, ...changed];
        transaction.write(sql.insertList, [list, actor, now]);
        transaction.write(sql.putEntries, [
          list,
          put.map(({ value }) => value),
          put.map(({ expiresAt }) => expiresAt),
          put.map((entry) => entry.source),
          actor,
          now,
        ]);
        transaction.write(announceChange, []);
      }
      return {
        list,
        isNewList: names.length === 0,
        isApplied,
        added: added.length,
        changed: changed.length,
        unchanged: unchanged.length,
        firstAdded: added.slice(0, shownMax).map(({ value }) => value),
        firstChanged: changed.slice(0, shownMax).map(({ value }) => value),
        faults,
      };
    });
  }

  /** Takes values off a list, and answers how many of them were on it. */
  async remove(list: string, values: readonly string[]): Promise<number> {
    return this.database.transaction(async (transaction) => {
      const [names, removed] = await Promise.all([
        transaction.query(sql.listNamed, [list]),
        transaction.query(sql.deleteEntries, [list, values]),
      ]);
      if (names.length === 0) throw notFound(list);
      transaction.write(announceChange, []);
      return removed.length;
    });
  }
}

function compare(
  entries: readonly ImportedEntry[],
  stored: readonly sql.EntryRow[],
): Readonly<Record<'added' | 'changed' | 'unchanged', readonly ImportedEntry[]>> {
  const known = new Map(stored.map((row) => [row.value, row]));
  const isSame = ({ value, expiresAt, source }: ImportedEntry): boolean => {
    const row = known.get(value);
    return row?.source === source && row.expires_at?.getTime() === expiresAt?.getTime();
  };
  return {
    added: entries.filter(({ value }) => !known.has(value)),
    changed: entries.filter((entry) => known.has(entry.value) && !isSame(entry)),
    unchanged: entries.filter(isSame),
  };
}

function faultyImport(faults: readonly LineFault[]): PaymoError {
  const errors = faults
    .slice(0, 100)
    .map(({ line, message }) => ({ pointer: '/csv', detail: `line ${line}: ${message}` }));
  const more = faults.length > errors.length ? `, the first ${errors.length} below` : '';
  return new PaymoError('list.import_faulty', `${faults.length} lines are wrong${more}; nothing was taken.`, {
    errors,
  });
}

function notFound(list: string): PaymoError {
  return new PaymoError('list.not_found', `There is no list ${list}; an import makes one.`);
}
