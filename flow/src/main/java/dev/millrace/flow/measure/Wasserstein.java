package dev.millrace.flow.measure;

import dev.millrace.flow.transport.ExactAssignment;

/** Exact Wasserstein distances between two sets of equally many points. */
public final class Wasserstein {
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
}
