package dev.millrace.flow.measure;

import dev.millrace.flow.transport.Assignment;
import dev.millrace.flow.transport.ExactAssignment;

/**
 * Exact Wasserstein distances between the uniform distributions on two sets with equal numbers of points. An optimal
 * plan between such sets is a one-to-one pairing.
 */
public final class Wasserstein {
  /** The most points a set may have. */
  public static final int MOST_POINTS = 20_000;

  private Wasserstein() {
  }

  /**
   * {@return the 2-Wasserstein distance, not squared: the square root of the least mean squared distance over all
   * one-to-one pairings}
   *
   * @param a [n, dim]
   * @param b [n, dim]
   * @param dim width of a row
   * @throws IllegalArgumentException if there are no points, the counts differ, a length is not a multiple of dim, or a
   *     coordinate is not finite
   */
  public static double w2(float[] a, float[] b, int dim) {
    return Math.sqrt(mean(ExactAssignment.squaredEuclidean(a, b, dim)));
  }

  /**
   * As {@link #w2(float[], float[], int)}, for points in double precision.
   *
   * @param a one set, [n, dim]
   * @param b the other set, [m, dim]
   * @param dim the number of columns
   * @return the distance
   */
  public static double w2(double[] a, double[] b, int dim) {
    return Math.sqrt(mean(ExactAssignment.squaredEuclidean(a, b, dim)));
  }

  /**
   * {@return the 1-Wasserstein distance: the least mean Euclidean distance over all one-to-one pairings}
   *
   * @param a [n, dim]
   * @param b [n, dim]
   * @param dim width of a row
   * @throws IllegalArgumentException if there are no points, the counts differ, a length is not a multiple of dim, or a
   *     coordinate is not finite
   */
  public static double w1(float[] a, float[] b, int dim) {
    return mean(ExactAssignment.euclidean(a, b, dim));
  }

  /**
   * As {@link #w1(float[], float[], int)}, for points in double precision.
   *
   * @param a one set, [n, dim]
   * @param b the other set, [m, dim]
   * @param dim the number of columns
   * @return the distance
   */
  public static double w1(double[] a, double[] b, int dim) {
    return mean(ExactAssignment.euclidean(a, b, dim));
  }

  private static double mean(Assignment assignment) {
    if (assignment.targets().length == 0) {
      throw new IllegalArgumentException("no points, expected at least 1");
    }
    return assignment.cost() / assignment.targets().length;
  }
}
