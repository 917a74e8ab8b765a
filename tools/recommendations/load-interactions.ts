import type { DuckDBConnection } from '@duckdb/node-api';
import type { InteractionMatrix, Split } from '@paymo/recommendation';
import { integersOf, numbersOf, pairsOf } from './duckdb-columns.js';
import type { InteractionFile } from './interaction-file.js';

/** A file cut in two, and its training part cut in two again to settle parameters. */
export interface LoadedSplits {
  readonly rows: number;
  readonly trainRows: number;
  readonly testRows: number;
  readonly users: number;
  readonly items: number;
  readonly outer: Split;
  readonly inner: Split;
}

export interface SplitOptions {
  /** Share of each user's rows that is learnt from. */
  readonly trainShare: number;
  /** The seed by which those rows are drawn, as published tables do; the earliest when there is none. */
  readonly drawnBy?: number | undefined;
  /** Rows with a lower rating do not count; null where every row does. */
  readonly minRating: number | null;
}

/**
 * Reads a file of interactions into numbered users and items; users and items are numbered by the order of their
 * names, so that a number says nothing of what came later.
 *
 * @throws Error that names the line and the fault of the first row that cannot be read
 */
export async function loadInteractions(
  connection: DuckDBConnection,
  file: InteractionFile,
  { trainShare, drawnBy, minRating }: SplitOptions,
): Promise<LoadedSplits> {
  await connection.run("SET TimeZone = 'UTC'");
  await connection.run(`CREATE TEMP VIEW lines AS ${linesOf(file)}`);
  await refuseFaults(connection, file);
  await connection.run(`
    CREATE TABLE interactions AS
    SELECT line, user_name, item_name, ${timeMs} AS time_ms FROM lines
    ${minRating === null ? '' : `WHERE CAST(rating_text AS DOUBLE) >= ${minRating}`}`);
  await connection.run(numberedEvents(trainShare, drawnBy));
  const [[rows = 0, trainRows = 0, users = 0, items = 0] = []] = await pairsOf(
    connection,
    `SELECT count(*), count(*) FILTER (position <= train_rows), count(DISTINCT user_id), count(DISTINCT item_id)
     FROM events`,
  );
  if (rows === 0) throw new Error(`${file.path} has no interactions to learn from`);
  return {
    rows,
    trainRows,
    testRows: rows - trainRows,
    users,
    items,
    outer: await split(connection, 'position <= train_rows', 'position > train_rows', { users, items }),
    inner: await split(
      connection,
      'position <= inner_rows',
      'position > inner_rows AND position <= train_rows',
      { users, items },
    ),
  };
}

/** A time is RFC 3339, a date, or seconds or milliseconds since 1970; null when it is none of them. */
const timeMs = `
  CASE WHEN regexp_full_match(time_text, '-?[0-9]+([.][0-9]+)?([eE][+][0-9]+)?')
    THEN CAST(round(CAST(time_text AS DOUBLE) * CASE WHEN abs(CAST(time_text AS DOUBLE)) < 1e11 THEN 1000 ELSE 1 END)
      AS BIGINT)
    ELSE epoch_ms(TRY_CAST(time_text AS TIMESTAMPTZ)) END`;

function linesOf({
  path,
  delimiter,
  hasHeader,
  columnCount,
  user,
  item,
  time,
  rating,
}: InteractionFile): string {
  const columns = Array.from({ length: columnCount }, (_, place) => `'c${place}': 'VARCHAR'`).join(', ');
  return `
    SELECT row_number() OVER () + ${hasHeader ? 1 : 0} AS line, trim(c${user}) AS user_name, trim(c${item}) AS item_name,
      trim(c${time}) AS time_text, ${rating === null ? 'NULL' : `trim(c${rating})`} AS rating_text
    FROM read_csv(${quoted(path)}, auto_detect = false, delim = ${quoted(delimiter)}, header = ${String(hasHeader)},
      quote = '"', escape = '"', columns = {${columns}})`;
}

async function refuseFaults(connection: DuckDBConnection, file: InteractionFile): Promise<void> {
  const checks = [
    ['user', "coalesce(user_name, '') = ''", "coalesce(user_name, '')", 'a name'],
    ['item', "coalesce(item_name, '') = ''", "coalesce(item_name, '')", 'a name'],
    ['time', `(${timeMs}) IS NULL`, "coalesce(time_text, '')", 'a time: RFC 3339 or a number'],
    ...(file.rating === null
      ? []
      : [['rating', 'TRY_CAST(rating_text AS DOUBLE) IS NULL', "coalesce(rating_text, '')", 'a number']]),
  ];
  for (const [column, condition, value, wanted] of checks) {
    const reader = await connection.runAndReadAll(
      `SELECT line, ${String(value)}, count(*) OVER () FROM lines WHERE ${String(condition)} ORDER BY line LIMIT 1`,
    );
    const [fault] = reader.getRowsJS();
    if (fault === undefined) continue;
    const [line, text, count] = fault.map(String);
    throw new Error(
      `${file.path}: line ${line ?? ''}, ${column ?? ''} "${(text ?? '').slice(0, 60)}" is not ${wanted ?? ''} (${count ?? ''} such rows)`,
    );
  }
}

/** Rows of one user by time, those of one moment in the order of the file; or drawn. */
function numberedEvents(trainShare: number, drawnBy: number | undefined): string {
  const order = drawnBy === undefined ? 'time_ms, line' : `md5('${drawnBy} ' || line), line`;
  const part = (of: string): string => `greatest(1, CAST(floor(${of} * ${trainShare} + 1e-9) AS BIGINT))`;
  return `
    CREATE TABLE events AS
    WITH users AS (SELECT user_name, CAST(row_number() OVER (ORDER BY user_name) - 1 AS INTEGER) AS user_id
        FROM (SELECT DISTINCT user_name FROM interactions)),
      items AS (SELECT item_name, CAST(row_number() OVER (ORDER BY item_name) - 1 AS INTEGER) AS item_id
        FROM (SELECT DISTINCT item_name FROM interactions)),
      placed AS (SELECT user_id, item_id, time_ms, row_number() OVER (PARTITION BY user_id ORDER BY ${order})
          AS position, count(*) OVER (PARTITION BY user_id) AS user_rows
        FROM interactions JOIN users USING (user_name) JOIN items USING (item_name)),
      cut AS (SELECT *, ${part('user_rows')} AS train_rows FROM placed)
    SELECT user_id, item_id, time_ms, position, train_rows, ${part('train_rows')} AS inner_rows FROM cut`;
}

async function split(
  connection: DuckDBConnection,
  isTrain: string,
  isTest: string,
  { users, items }: { users: number; items: number },
): Promise<Split> {
  const train = await matrixOf(connection, isTrain, users, items);
  const pairs = `SELECT DISTINCT user_id, item_id FROM events WHERE ${isTest} ORDER BY user_id, item_id`;
  const [testUsers, testItems] = await integersOf(connection, pairs, 2);
  const test = new Map<number, number[]>();
  testUsers?.forEach((user, index) => {
    const list = test.get(user) ?? [];
    list.push(testItems?.[index] ?? 0);
    test.set(user, list);
  });
  return { train, test };
}

async function matrixOf(
  connection: DuckDBConnection,
  isTrain: string,
  userCount: number,
  itemCount: number,
): Promise<InteractionMatrix> {
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE met AS
    SELECT user_id, item_id, CAST(count(*) AS FLOAT) AS times,
      CAST((max(max(time_ms)) OVER (PARTITION BY user_id) - max(time_ms)) / 86400000.0 AS FLOAT) AS age_days
    FROM events WHERE ${isTrain} GROUP BY user_id, item_id`);
  const ordered = 'FROM met ORDER BY user_id, age_days, item_id';
  const [users, items] = await integersOf(connection, `SELECT user_id, item_id ${ordered}`, 2);
  const [counts, ageDays] = await numbersOf(connection, `SELECT times, age_days ${ordered}`, 2);
  const rowStart = new Int32Array(userCount + 1);
  for (const user of users ?? []) rowStart[user + 1] = (rowStart[user + 1] ?? 0) + 1;
  for (let user = 0; user < userCount; user += 1)
    rowStart[user + 1] = (rowStart[user + 1] ?? 0) + (rowStart[user] ?? 0);
  return {
    userCount,
    itemCount,
    rowStart,
    items: items ?? new Int32Array(),
    counts: counts ?? new Float32Array(),
    ageDays: ageDays ?? new Float32Array(),
  };
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
