package dev.millrace.flow.transport;

import java.util.Arrays;

import dev.millrace.flow.Sizes;

/**
 * Squared distances between two sets of points, and their Gibbs kernel exp((f_i + g_j − C_ij)/ε), padded with zeros to
 * whole blocks of rows and columns.
 */
final class GibbsKernel {
  /** Cost and kernel of 2²⁷ pairs, 11,585 by 11,585 points, take 1 GiB. */
  static final long MOST_PAIRS = 1L << 27;
  /** The greatest cost/ε for which floats resolve the exponents of the kernel well enough: to 1 % here. */
  private static final double MOST_OF_FLOATS = 1 << 16;
  private static final double LOG2_E = 1.4426950408889634;
  /** Powers of e with smaller exponents are not normal floats. */
  private static final double LEAST_EXPONENT = -87;
  private static final GibbsLoops LOOPS = GibbsLoops.best();

  final int rows;
  final int columns;
  final double meanCost;
  final double greatestCost;
  /**
   * The cost that 1 in {@link #cost} stands for: a power of 4, chosen so that squares of small and large coordinates
   * are normal floats.
   */
  private final double unit;
  private final float[] x;
  private final float[] yColumns;
  private final int dim;
  private final float[] cost;
  private final float[] kernel;
  private final int stride;

  GibbsKernel(float[] x, float[] y, int dim) {
    this.dim = dim;
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
    stride = Math.ceilDiv(columns, GibbsLoops.LANES) * GibbsLoops.LANES;
    cost = new float[Sizes.product(Math.ceilDiv(rows, GibbsLoops.ROWS), GibbsLoops.ROWS, stride)];
    kernel = new float[cost.length];
    double extent = Math.max(greatest(x), greatest(y));
    int exponent = extent > 0 ? Math.getExponent(extent) : 0;
    unit = Math.scalb(1.0, 2 * exponent);
    this.x = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      this.x[i] = Math.scalb(x[i], -exponent);
    }
    yColumns = new float[y.length];
    for (int j = 0; j < columns; j++) {
      for (int k = 0; k < dim; k++) {
        yColumns[k * columns + j] = Math.scalb(y[j * dim + k], -exponent);
      }
    }
    double sum = 0;
    float greatest = 0;
    float[] row = new float[columns];
    for (int i = 0; i < rows; i++) {
      Arrays.fill(row, 0);
      for (int k = 0; k < dim; k++) {
        addSquares(row, this.x[i * dim + k], yColumns, k * columns);
      }
      double rowSum = 0;
      for (float c : row) {
        rowSum += c;
        greatest = Math.max(greatest, c);
      }
      sum += rowSum;
      System.arraycopy(row, 0, cost, i * stride, columns);
    }
    meanCost = sum / rows / columns * unit;
    greatestCost = greatest * unit;
  }

  /** The greatest magnitude of the coordinates. */
  private static double greatest(float[] points) {
    double greatest = 0;
    for (float value : points) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException("the points hold a number that is not finite: " + value);
      }
      greatest = Math.max(greatest, Math.abs(value));
    }
    return greatest;
  }

  private static void addSquares(float[] row, float x, float[] y, int offset) {
    for (int j = 0; j < row.length; j++) {
      float difference = x - y[offset + j];
      row[j] = Math.fma(difference, difference, row[j]);
    }
  }

  /** Computes the kernel. */
  void fill(double[] f, double[] g, double epsilon) {
    if (epsilon < greatestCost / MOST_OF_FLOATS) {
      fillExactly(f, g, epsilon);
      return;
    }
    float scale = (float) (LOG2_E / (epsilon / unit));
    float[] shifts = new float[columns];
    for (int j = 0; j < columns; j++) {
      shifts[j] = (float) (g[j] / unit);
    }
    for (int i = 0; i < rows; i++) {
      LOOPS.gibbs(scale, (float) (f[i] / unit), shifts, cost, i * stride, kernel, i * stride, columns);
    }
  }

  private void fillExactly(double[] f, double[] g, double epsilon) {
    double[] costs = new double[columns];
    for (int i = 0; i < rows; i++) {
      exactCosts(i, costs);
      for (int j = 0; j < columns; j++) {
        double exponent = (f[i] + g[j] - costs[j]) / epsilon;
        kernel[i * stride + j] = exponent < LEAST_EXPONENT ? 0 : (float) Math.exp(Math.min(exponent, -LEAST_EXPONENT));
      }
    }
  }

  /**
   * The costs of a row in double precision.
   *
   * @param out [columns]
   */
  void exactCosts(int i, double[] out) {
    Arrays.fill(out, 0, columns, 0);
    for (int k = 0; k < dim; k++) {
      double value = x[i * dim + k];
      for (int j = 0; j < columns; j++) {
        double difference = value - yColumns[k * columns + j];
        out[j] += difference * difference;
      }
    }
    for (int j = 0; j < columns; j++) {
      out[j] *= unit;
    }
  }

  /**
   * Computes half an iteration, u_i = columns / Σ_j kernel[i, j]·v[j], and with these u columnSums[j] = Σ_i kernel[i,
   * j]·u[i]. Each row is read only once for both.
   *
   * @param v [{@link #paddedColumns}]
   * @param u [{@link #paddedRows}]
   * @param columnSums [{@link #paddedColumns}]
   */
  void scaleRows(float[] v, float[] u, float[] columnSums) {
    float[] lanes = new float[GibbsLoops.ROWS * GibbsLoops.LANES];
    Arrays.fill(columnSums, 0);
    for (int i = 0; i < u.length; i += GibbsLoops.ROWS) {
      LOOPS.sumRows(kernel, i * stride, stride, v, lanes, u, i);
      for (int r = i; r < i + GibbsLoops.ROWS; r++) {
        u[r] = r < rows ? columns / u[r] : 0;
      }
      addRows(i, u, columnSums);
    }
  }

  /** columnSums[j] = Σ_i kernel[i, j]·u[i]; the arrays are as long as in {@link #scaleRows}. */
  void columnSums(float[] u, float[] columnSums) {
    Arrays.fill(columnSums, 0);
    for (int i = 0; i < u.length; i += GibbsLoops.ROWS) {
      addRows(i, u, columnSums);
    }
  }

  private void addRows(int i, float[] u, float[] sums) {
    addFour(kernel, i * stride, u[i], u[i + 1], u[i + 2], u[i + 3], sums);
  }

  int paddedRows() {
    return cost.length / stride;
  }

  int paddedColumns() {
    return stride;
  }

  private static void addFour(float[] m, int at, float a, float b, float c, float d, float[] out) {
    int n = out.length;
    for (int j = 0; j < n; j++) {
      out[j] = Math.fma(d, m[at + 3 * n + j],
          Math.fma(c, m[at + 2 * n + j], Math.fma(b, m[at + n + j], Math.fma(a, m[at + j], out[j]))));
    }
  }

  float kernel(int i, int j) {
    return kernel[i * stride + j];
  }

  double cost(int i, int j) {
    return cost[i * stride + j] * unit;
  }
}
