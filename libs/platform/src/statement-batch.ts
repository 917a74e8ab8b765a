import { type Connection, type FieldDef, type Submittable, types } from 'pg';
import { arrayLiteral } from './array-literal.js';

/** A named statement: Postgres parses and plans it once a connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

export type SqlValue = string | number | bigint | boolean | null | Date | readonly unknown[];

interface Result {
  readonly rows: Record<string, unknown>[];
  /** What Postgres says was done, such as `COMMIT` or `UPDATE 3`. */
  tag: string;
}

interface Entry {
  readonly statement: Statement;
  readonly values: readonly (string | null)[];
  readonly result: Result;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: Error) => void;
}

interface Prepared {
  readonly text: string;
  readonly fields: readonly { readonly name: string; readonly parse: (text: string) => unknown }[];
}

const parsers: { getTypeParser(typeId: number): (text: string) => unknown } = types;

/** The statements that a connection has prepared, with the columns of their rows. */
const preparedOn = new WeakMap<Connection, Map<string, Prepared>>();

/**
 * Statements that travel together: one packet there and, as only the last asks for an answer (`Sync`), one packet
 * back. When one fails, Postgres skips those behind it, and all of them fail with its error.
 *
 * A query of our own for `pg`, which calls the handlers; its own queries ask for an answer each, and cost Postgres
 * and us a system call and a turn of the event loop each.
 */
export class StatementBatch implements Submittable {
  private readonly entries: Entry[] = [];
  /** What this batch prepares; the connection's own once the batch has succeeded. */
  private readonly preparing = new Map<string, Prepared>();
  private prepared = new Map<string, Prepared>();
  private current = 0;

  /** @throws TypeError when a value cannot be written for Postgres */
  add(statement: Statement, values: readonly SqlValue[]): Promise<Result> {
    const encoded = values.map(encode);
    return new Promise((resolve, reject) => {
      this.entries.push({ statement, values: encoded, result: { rows: [], tag: '' }, resolve, reject });
    });
  }

  /** Returns what is wrong instead of throwing it, as `pg` wants it. */
  submit(connection: Connection): Error | null {
    this.prepared = preparedOn.get(connection) ?? this.prepared;
    preparedOn.set(connection, this.prepared);
    const clash = this.entries.find(({ statement: { name, text } }) => this.isTaken(name, text));
    if (clash !== undefined) return new Error(`two statements are called ${clash.statement.name}`);
    connection.stream.cork();
    for (const entry of this.entries) this.send(connection, entry);
    connection.sync();
    connection.stream.uncork();
    return null;
  }

  private isTaken(name: string, text: string): boolean {
    const known = this.prepared.get(name);
    return known !== undefined && known.text !== text;
  }

  private send(connection: Connection, { statement: { name, text }, values }: Entry): void {
    const isPrepared = this.prepared.has(name) || this.preparing.has(name);
    if (!isPrepared) {
      this.preparing.set(name, { text, fields: [] });
      connection.close({ type: 'S', name }, false); // A batch that failed may have got as far as its parse.
      connection.parse({ name, text, types: [] }, false);
    }
    connection.bind({ statement: name, values: [...values] }, false);
    if (!isPrepared) connection.describe({ type: 'P', name: '' }, false);
    connection.execute({}, false);
  }

  handleRowDescription({ fields }: { readonly fields: readonly FieldDef[] }): void {
    const { name, text } = this.entry().statement;
    this.preparing.set(name, {
      text,
      fields: fields.map((field) => ({ name: field.name, parse: parsers.getTypeParser(field.dataTypeID) })),
    });
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    const { statement, result } = this.entry();
    const prepared = this.prepared.get(statement.name) ?? this.preparing.get(statement.name);
    const row: Record<string, unknown> = {};
    prepared?.fields.forEach(({ name, parse }, index) => {
      const text = fields[index] ?? null;
      row[name] = text === null ? null : parse(text);
    });
    result.rows.push(row);
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    this.entry().result.tag = text;
    this.current += 1;
  }

  handleReadyForQuery(): void {
    for (const [name, prepared] of this.preparing) this.prepared.set(name, prepared);
    for (const { resolve, result } of this.entries) resolve(result);
  }

  handleError(error: Error): void {
    for (const { reject } of this.entries) reject(error);
  }

  private entry(): Entry {
    const entry = this.entries[this.current];
    if (entry === undefined) throw new Error('Postgres answered more statements than were sent');
    return entry;
  }
}

function encode(value: SqlValue): string | null {
  if (value === null || typeof value === 'string') return value;
  if (value instanceof Date) return value.toISOString();
  return Array.isArray(value) ? arrayLiteral(value) : String(value);
}
