package dev.millrace.flow.measure;

import java.util.Arrays;

import dev.millrace.flow.parallel.VectorApi;

/**
 * A block of points stored as the columns of a matrix, and the scores of other points with them: s = p·c − |c|²/2 for a
 * point p and a column c, so that |p − c|² = |p|² − 2s. A scan over all pairs compares scores. A score is a float with
 * a known bound on its error; pairs that it cannot decide are computed again in double precision.
 *
 * <p>The sums use the Vector API if this Java virtual machine has loaded it, otherwise plain loops over whole arrays,
 * which the compiler vectorises too, at a third of the speed. Both do the same operations in the same order.
 */
final class Panel {
  /** The number of columns: with 128 dimensions they take a quarter of a megabyte, for the second-level cache. */
  static final int WIDTH = 512;
  /** The number of points that are scored together, so that each loaded number of a column is used this many times. */
  static final int ROWS = 4;
  private static final int DEPTH = 4;
  private static final boolean VECTORS = VectorApi.use();

  /** The index of the point in the first column. */
  final int from;
  /** The number of columns that hold points; the other columns are padding. */
  final int count;
  private final int dim;
  /** [dim, rounded up to a multiple of 4][width]; the padding is 0. */
  private final float[][] columns;
  private final float[] start;

  private Panel(float[] points, double[] squares, int dim, int from, int count) {
    this.dim = dim;
    this.from = from;
    this.count = count;
    columns = new float[Math.ceilDiv(dim, DEPTH) * DEPTH][WIDTH];
    start = new float[WIDTH];
    Arrays.fill(start, Float.NEGATIVE_INFINITY);
    for (int j = 0; j < count; j++) {
      for (int d = 0; d < dim; d++) {
        columns[d][j] = points[(from + j) * dim + d];
      }
      start[j] = (float) (-squares[from + j] / 2);
    }
  }

  /** All points, panel by panel. */
  static Panel[] of(float[] points, double[] squares, int dim) {
    Panel[] panels = new Panel[Math.ceilDiv(squares.length, WIDTH)];
    Arrays.setAll(panels, p -> new Panel(points, squares, dim, p * WIDTH,
        Math.min(WIDTH, squares.length - p * WIDTH)));
    return panels;
  }

  /** |p|² of each point. */
  static double[] squares(float[] points, int dim) {
    double[] squares = new double[points.length / dim];
    for (int i = 0; i < points.length; i++) {
      squares[i / dim] += (double) points[i] * points[i];
    }
    for (int i = 0; i < squares.length; i++) {
      if (!(squares[i] < Float.MAX_VALUE / 4)) {
        throw new IllegalArgumentException("point %d: |p|² = %s, expected a finite number below %s"
            .formatted(i, squares[i], Float.MAX_VALUE / 4));
      }
    }
    return squares;
  }

  /**
   * A bound on the error of a score: dim + 1 roundings of numbers of magnitude at most |p|·|c| + |c|²/2, which by the
   * Cauchy–Schwarz inequality bounds every partial sum.
   *
   * @param row |p|² of the point
   * @param column the greatest |c|² of the columns
   */
  static double error(int dim, double row, double column) {
    return 1.01 * (dim + 2) * 0x1p-24 * (Math.sqrt(row * column) + column / 2) + Float.MIN_NORMAL * (dim + 2);
  }

  /** |a − b|² between two points, in double precision. */
  static double squaredDistance(float[] a, int i, float[] b, int j, int dim) {
    double sum = 0;
    for (int d = 0; d < dim; d++) {
      double difference = (double) a[i * dim + d] - b[j * dim + d];
      sum += difference * difference;
    }
    return sum;
  }

  /**
   * Computes the scores of consecutive points with every column.
   *
   * @param points [n, dim]
   * @param first index of the first of {@link #ROWS} points; past the end of the array the last point is scored again
   * @param scores receives [ROWS][WIDTH]
   */
  void score(float[] points, int first, float[][] scores) {
    int last = points.length / dim - 1;
    float[][] a = new float[ROWS][columns.length];
    for (int r = 0; r < ROWS; r++) {
      System.arraycopy(points, Math.min(first + r, last) * dim, a[r], 0, dim);
      System.arraycopy(start, 0, scores[r], 0, WIDTH);
    }
    if (VECTORS) {
      VectorScores.add(a, columns, scores);
    } else {
      addPlainly(a, columns, scores);
    }
  }

  /**
   * scores ← scores + a·columns, where the terms of each score are added in ascending order; two points share each load
   * of the columns.
   */
  static void addPlainly(float[][] a, float[][] columns, float[][] scores) {
    for (int d = 0; d < columns.length; d += DEPTH) {
      for (int r = 0; r < ROWS; r += 2) {
        addTwo(scores[r], scores[r + 1], columns[d], columns[d + 1], columns[d + 2], columns[d + 3], a[r][d],
            a[r][d + 1], a[r][d + 2], a[r][d + 3], a[r + 1][d], a[r + 1][d + 1], a[r + 1][d + 2], a[r + 1][d + 3]);
      }
    }
  }

  private static void addTwo(float[] s, float[] t, float[] c0, float[] c1, float[] c2, float[] c3, float a0, float a1,
      float a2, float a3, float b0, float b1, float b2, float b3) {
    for (int j = 0; j < WIDTH; j++) {
      s[j] = Math.fma(a3, c3[j], Math.fma(a2, c2[j], Math.fma(a1, c1[j], Math.fma(a0, c0[j], s[j]))));
      t[j] = Math.fma(b3, c3[j], Math.fma(b2, c2[j], Math.fma(b1, c1[j], Math.fma(b0, c0[j], t[j]))));
    }
  }
}
