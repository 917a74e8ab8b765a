import { describe, expect, it } from '@jest/globals';
import { symmetricInverse } from './symmetric-inverse.js';

describe('the inverse of a symmetric matrix', () => {
  it('of two rows is that of the textbook', () => {
    const inverse = symmetricInverse(Float64Array.of(4, 2, 2, 3), 2);
    [3 / 8, -2 / 8, -2 / 8, 4 / 8].forEach((value, index) => {
      expect(inverse[index]).toBeCloseTo(value, 12);
    });
  });

  it.each([1, 48, 49, 131, 300])('of %i rows times the matrix is one', (n) => {
    // Positive definite: larger on the diagonal than the rest of the row together.
    const matrix = Float64Array.from({ length: n * n }, (_, index) => {
      const [row, column] = [Math.floor(index / n), index % n];
      return row === column ? n : Math.cos(row * column + row + column);
    });
    const inverse = symmetricInverse(matrix, n);
    let worst = 0;
    for (let row = 0; row < n; row += 1) {
      for (let column = 0; column < n; column += 1) {
        let sum = 0;
        for (let k = 0; k < n; k += 1) sum += matrix[row * n + k]! * inverse[k * n + column]!;
        worst = Math.max(worst, Math.abs(sum - (row === column ? 1 : 0)));
      }
    }
    expect(worst).toBeLessThan(1e-11);
  });

  it('does not exist for a matrix that is not positive definite', () => {
    expect(() => symmetricInverse(Float64Array.of(1, 2, 2, 1), 2)).toThrow('not positive definite');
  });
});
