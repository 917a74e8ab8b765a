/** A dense matrix by rows. */
interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

/** Below this size a plain elimination is faster than to divide on. */
const plainMax = 48;
/** A tile of the right factor takes 128 KiB, so that it stays in a core's cache. */
const tileRows = 64;
const tileColumns = 256;

/**
 * Inverse of a symmetric positive definite matrix by halves: with A = [[P, B], [Bᵀ, C]] and the Schur complement
 * S = C - Bᵀ P⁻¹ B. About 2n³/3 multiplications, nearly all in products of large matrices, which caches like.
 *
 * @param values the n × n matrix by rows
 * @throws Error when a pivot is not positive, as the matrix is not positive definite then
 */
export function symmetricInverse(values: Float64Array, n: number): Float64Array {
  return inverse({ rows: n, columns: n, values }).values;
}

function inverse(matrix: Matrix): Matrix {
  const n = matrix.rows;
  if (n <= plainMax) return plainInverse(matrix);
  const half = n >> 1;
  const upperRight = part(matrix, 0, half, half, n);
  const upper = inverse(part(matrix, 0, half, 0, half));
  const solved = product(upper, upperRight);
  const complement = inverse(
    difference(part(matrix, half, n, half, n), product(transposed(upperRight), solved)),
  );
  const corner = negated(product(solved, complement));
  const upperLeft = difference(upper, product(corner, transposed(solved)));
  return joined(upperLeft, corner, complement);
}

/** Gauss and Jordan in place; without pivoting, which positive definite matrices do not need. */
function plainInverse({ rows: n, values }: Matrix): Matrix {
  const result = values.slice();
  for (let pivot = 0; pivot < n; pivot += 1) {
    const head = at(result, pivot * n + pivot);
    if (!(head > 0)) throw new Error('the matrix is not positive definite');
    result[pivot * n + pivot] = 1;
    for (let column = 0; column < n; column += 1)
      result[pivot * n + column] = at(result, pivot * n + column) / head;
    for (let row = 0; row < n; row += 1) {
      if (row === pivot) continue;
      const factor = at(result, row * n + pivot);
      result[row * n + pivot] = 0;
      for (let column = 0; column < n; column += 1)
        result[row * n + column] = at(result, row * n + column) - factor * at(result, pivot * n + column);
    }
  }
  return { rows: n, columns: n, values: result };
}

function product(left: Matrix, right: Matrix): Matrix {
  const result = zeros(left.rows, right.columns);
  for (let k = 0; k < left.columns; k += tileRows) {
    for (let column = 0; column < right.columns; column += tileColumns) {
      const tile = {
        fromK: k,
        toK: Math.min(k + tileRows, left.columns),
        from: column,
        to: Math.min(column + tileColumns, right.columns),
      };
      for (let row = 0; row < left.rows; row += 1) addRowOfTile(result, left, right, row, tile);
    }
  }
  return result;
}

interface Tile {
  readonly fromK: number;
  readonly toK: number;
  readonly from: number;
  readonly to: number;
}

/** Four rows of the right factor at a time: the result is loaded and stored once for them. */
function addRowOfTile(result: Matrix, left: Matrix, right: Matrix, row: number, tile: Tile): void {
  const { values: sums, columns } = result;
  const { values: factors } = right;
  const { fromK, toK, from, to } = tile;
  const start = row * columns;
  let k = fromK;
  for (; k + 3 < toK; k += 4) {
    const place = row * left.columns + k;
    const [a = 0, b = 0, c = 0, d = 0] = left.values.subarray(place, place + 4);
    for (let column = from; column < to; column += 1) {
      const first = k * columns + column;
      const upper = a * at(factors, first) + b * at(factors, first + columns);
      const lower = c * at(factors, first + 2 * columns) + d * at(factors, first + 3 * columns);
      sums[start + column] = at(sums, start + column) + upper + lower;
    }
  }
  for (; k < toK; k += 1) {
    const factor = at(left.values, row * left.columns + k);
    for (let column = from; column < to; column += 1)
      sums[start + column] = at(sums, start + column) + factor * at(factors, k * columns + column);
  }
}

function part(matrix: Matrix, fromRow: number, toRow: number, from: number, to: number): Matrix {
  const result = zeros(toRow - fromRow, to - from);
  for (let row = fromRow; row < toRow; row += 1) {
    const start = row * matrix.columns;
    result.values.set(matrix.values.subarray(start + from, start + to), (row - fromRow) * result.columns);
  }
  return result;
}

function transposed({ rows, columns, values }: Matrix): Matrix {
  const result = zeros(columns, rows);
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1)
      result.values[column * rows + row] = at(values, row * columns + column);
  return result;
}

function difference(left: Matrix, right: Matrix): Matrix {
  return { ...left, values: left.values.map((value, index) => value - at(right.values, index)) };
}

function negated(matrix: Matrix): Matrix {
  return { ...matrix, values: matrix.values.map((value) => -value) };
}

/** The symmetric matrix of its upper left, upper right and lower right parts. */
function joined(upperLeft: Matrix, upperRight: Matrix, lowerRight: Matrix): Matrix {
  const n = upperLeft.rows + lowerRight.rows;
  const result = zeros(n, n);
  const lowerLeft = transposed(upperRight);
  for (const [left, right, firstRow] of [
    [upperLeft, upperRight, 0],
    [lowerLeft, lowerRight, upperLeft.rows],
  ] as const) {
    for (let row = 0; row < left.rows; row += 1) {
      const start = (firstRow + row) * n;
      result.values.set(left.values.subarray(row * left.columns, (row + 1) * left.columns), start);
      const rest = right.values.subarray(row * right.columns, (row + 1) * right.columns);
      result.values.set(rest, start + left.columns);
    }
  }
  return result;
}

function zeros(rows: number, columns: number): Matrix {
  return { rows, columns, values: new Float64Array(rows * columns) };
}

/** Of one kind of array only: shared with others, it would have to ask for the kind each time. */
function at(values: Float64Array, place: number): number {
  return values[place] ?? 0;
}
