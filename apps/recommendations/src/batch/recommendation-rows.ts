import type { Hash } from 'node:crypto';
import type { DuckDBResult } from '@duckdb/node-api';

export type PlainColumn = (string | boolean | null)[];

/**
 * Columns of a result's rows, a chunk at a time, as Postgres' `unnest` takes them; every row goes into the hash, if one is
 * given, on its way.
 */
export async function* rowsOf(result: DuckDBResult, hash?: Hash): AsyncGenerator<PlainColumn[]> {
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    const columns = Array.from({ length: result.columnCount }, (_, index) =>
      chunk.getColumnValues(index).map(plain),
    );
    for (let row = 0; row < chunk.rowCount; row += 1)
      hash?.update(JSON.stringify(columns.map((column) => column[row])));
    yield columns;
  }
}

function plain(value: unknown): string | boolean | null {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  throw new TypeError(`a column of recommendations holds ${typeof value}`);
}
