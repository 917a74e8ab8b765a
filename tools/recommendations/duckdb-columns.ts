import { type DuckDBConnection, DuckDBFloatVector, DuckDBIntegerVector } from '@duckdb/node-api';

/** Columns of INTEGER without nulls, as typed arrays: a row costs its bytes and no object. */
export function integersOf(
  connection: DuckDBConnection,
  sql: string,
  columns: number,
): Promise<Int32Array[]> {
  return columnsOf(connection, sql, columns, {
    allocate: (length) => new Int32Array(length),
    partOf: (vector) => (vector instanceof DuckDBIntegerVector ? vector : undefined),
  });
}

/** Columns of FLOAT without nulls. */
export function numbersOf(
  connection: DuckDBConnection,
  sql: string,
  columns: number,
): Promise<Float32Array[]> {
  return columnsOf(connection, sql, columns, {
    allocate: (length) => new Float32Array(length),
    partOf: (vector) => (vector instanceof DuckDBFloatVector ? vector : undefined),
  });
}

interface TypedColumn<A> {
  readonly allocate: (length: number) => A;
  readonly partOf: (vector: unknown) => { toArray(): (number | null)[] } | undefined;
}

async function columnsOf<A extends Int32Array | Float32Array>(
  connection: DuckDBConnection,
  sql: string,
  columns: number,
  { allocate, partOf }: TypedColumn<A>,
): Promise<A[]> {
  const [[length = 0] = []] = await pairsOf(connection, `SELECT count(*) FROM (${sql})`);
  const filled = Array.from({ length: columns }, () => allocate(length));
  const result = await connection.stream(sql);
  let offset = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return filled;
    filled.forEach((column, index) => {
      const part = partOf(chunk.getColumnVector(index));
      if (part === undefined) throw new Error(`column ${index} has another type`);
      part.toArray().forEach((value, row) => (column[offset + row] = value ?? 0));
    });
    offset += chunk.rowCount;
  }
}

/** Rows of whole numbers, few of them. */
export async function pairsOf(connection: DuckDBConnection, sql: string): Promise<number[][]> {
  const reader = await connection.runAndReadAll(sql);
  return reader.getRowsJS().map((row) => row.map(Number));
}
