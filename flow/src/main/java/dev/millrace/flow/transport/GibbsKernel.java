package dev.millrace.flow.transport;

import java.util.Arrays;

/**
 * Squared distances between two sets of points and the Gibbs kernel exp((f_i + g_j − C_ij)/ε) on them, both row-major and
 * transposed. With both at hand every sum of Sinkhorn's iteration is a sum of rows, which needs no sum across a vector: plain
 * loops that any compiler vectorises and that give the same bits everywhere.
 */
final class GibbsKernel {
  /** 2·4 bytes for each of 2²⁷ pairs are 1 GiB: 11,585 by 11,585 points. */
  static final long MOST_PAIRS = 1L << 27;
  private static final Exponential EXPONENTIAL = Exponential.best();
  private static final int BLOCK = 64;

  final int rows;
  final int columns;
  final double meanCost;
  final double greatestCost;
  private final float[] cost;
  private final float[] kernel;
  private final float[] transposed;

  GibbsKernel(float[] x, float[] y, int dim) {
    rows = x.length / dim;
    columns = y.length / dim;
    if (dim < 1 || rows < 1 || columns < 1 || x.length % dim != 0 || y.length % dim != 0) {
      throw new IllegalArgumentException(
          "x has %d numbers, y %d, dim = %d: expected whole rows, at least one of each".formatted(x.length, y.length,
              dim));
    }
    if ((long) rows * columns > MOST_PAIRS) {
      throw new IllegalArgumentException(
          "%d by %d points, expected at most %d pairs".formatted(rows, columns, MOST_PAIRS));
    }
    cost = new float[rows * columns];
    kernel = new float[cost.length];
    transposed = new float[cost.length];
    float[] yColumns = new float[y.length];
    for (int j = 0; j < columns; j++) {
      for (int k = 0; k < dim; k++) {
        yColumns[k * columns + j] = y[j * dim + k];
      }
    }
    double sum = 0;
    float greatest = 0;
    float[] row = new float[columns];
    for (int i = 0; i < rows; i++) {
      Arrays.fill(row, 0);
      for (int k = 0; k < dim; k++) {
        addSquares(row, x[i * dim + k], yColumns, k * columns);
      }
      double rowSum = 0;
      for (float c : row) {
        rowSum += c;
        greatest = Math.max(greatest, c);
      }
      sum += rowSum;
      System.arraycopy(row, 0, cost, i * columns, columns);
    }
    if (!Double.isFinite(sum)) {
      throw new IllegalArgumentException("the points hold a number that is not finite, or is too large to be squared");
    }
    meanCost = sum / cost.length;
    greatestCost = greatest;
  }

  private static void addSquares(float[] row, float x, float[] y, int offset) {
    for (int j = 0; j < row.length; j++) {
      float difference = x - y[offset + j];
      row[j] = Math.fma(difference, difference, row[j]);
    }
  }

  /** Computes the kernel. */
  void fill(double[] f, double[] g, double epsilon) {
    float scale = (float) (1.4426950408889634 / epsilon);
    float[] shifts = new float[columns];
    for (int j = 0; j < columns; j++) {
      shifts[j] = (float) g[j];
    }
    for (int i = 0; i < rows; i++) {
      EXPONENTIAL.gibbs(scale, (float) f[i], shifts, cost, i * columns, kernel, i * columns, columns);
    }
    for (int i0 = 0; i0 < rows; i0 += BLOCK) {
      for (int j0 = 0; j0 < columns; j0 += BLOCK) {
        for (int j = j0; j < Math.min(columns, j0 + BLOCK); j++) {
          for (int i = i0; i < Math.min(rows, i0 + BLOCK); i++) {
            transposed[j * rows + i] = kernel[i * columns + j];
          }
        }
      }
    }
  }

  /** out[i] = Σ_j kernel[i, j]·v[j]. */
  void rowSums(float[] v, float[] out) {
    sumOfRows(transposed, v, out);
  }

  /** out[j] = Σ_i kernel[i, j]·u[i]. */
  void columnSums(float[] u, float[] out) {
    sumOfRows(kernel, u, out);
  }

  private static void sumOfRows(float[] matrix, float[] factors, float[] out) {
    Arrays.fill(out, 0);
    int r = 0;
    // Four rows a pass: the sums are read and written a quarter as often.
    for (; r + 4 <= factors.length; r += 4) {
      addFour(matrix, r * out.length, factors[r], factors[r + 1], factors[r + 2], factors[r + 3], out);
    }
    for (; r < factors.length; r++) {
      addOne(matrix, r * out.length, factors[r], out);
    }
  }

  private static void addFour(float[] m, int at, float a, float b, float c, float d, float[] out) {
    int n = out.length;
    for (int j = 0; j < n; j++) {
      out[j] = Math.fma(d, m[at + 3 * n + j],
          Math.fma(c, m[at + 2 * n + j], Math.fma(b, m[at + n + j], Math.fma(a, m[at + j], out[j]))));
    }
  }

  private static void addOne(float[] m, int at, float a, float[] out) {
    for (int j = 0; j < out.length; j++) {
      out[j] = Math.fma(a, m[at + j], out[j]);
    }
  }

  float kernel(int i, int j) {
    return kernel[i * columns + j];
  }

  float cost(int i, int j) {
    return cost[i * columns + j];
  }
}
