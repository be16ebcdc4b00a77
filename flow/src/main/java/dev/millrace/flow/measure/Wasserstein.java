package dev.millrace.flow.measure;

import dev.millrace.flow.transport.ExactAssignment;

/** Exact Wasserstein distances between two sets of equally many points. */
public final class Wasserstein {
  /** The most points a set may have. */
  public static final int MOST_POINTS = 20_000;

  private Wasserstein() {
  }

  /**
   * The 2-Wasserstein distance, not squared: √ of the least mean squared distance of a one-to-one pairing.
   *
   * @param a [n, dim]
   * @param b [n, dim]
   */
  public static double w2(float[] a, float[] b, int dim) {
    int n = a.length / dim;
    return Math.sqrt(ExactAssignment.squaredEuclidean(a, b, dim).cost() / n);
  }

  /**
   * The 1-Wasserstein distance: the least mean distance of a one-to-one pairing.
   *
   * @param a [n, dim]
   * @param b [n, dim]
   */
  public static double w1(float[] a, float[] b, int dim) {
    int n = a.length / dim;
    double[] cost = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double squares = 0;
        for (int d = 0; d < dim; d++) {
          double difference = (double) a[i * dim + d] - b[j * dim + d];
          squares += difference * difference;
        }
        cost[i * n + j] = Math.sqrt(squares);
      }
    }
    return ExactAssignment.solve(cost, n).cost() / n;
  }
}
