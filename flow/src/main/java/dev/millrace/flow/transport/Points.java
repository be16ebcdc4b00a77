package dev.millrace.flow.transport;

import dev.millrace.flow.Sizes;

/**
 * Points to pair, near the origin.
 *
 * @param x sources, [count of x, dim]
 * @param y targets, [count of y, dim]
 * @param dim width of a row
 * @param squared whether the cost of a pair is its squared distance; otherwise it is its distance
 */
record Points(double[] x, double[] y, int dim, boolean squared) {
  /** The number of targets. */
  int count() {
    return y.length / dim;
  }

  /** The rows of x and of y in the given orders. */
  Points take(int[] rows, int[] columns) {
    return new Points(take(x, rows), take(y, columns), dim, squared);
  }

  private double[] take(double[] from, int[] rows) {
    double[] to = new double[Sizes.product(rows.length, dim)];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(from, rows[i] * dim, to, i * dim, dim);
    }
    return to;
  }
}
