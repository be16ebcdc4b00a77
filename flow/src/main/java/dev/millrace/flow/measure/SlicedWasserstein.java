package dev.millrace.flow.measure;

import java.util.Arrays;
import java.util.random.RandomGenerator;

import dev.millrace.flow.parallel.Workers;

/**
 * The sliced 2-Wasserstein distance (Rabin et al. 2011; Bonneel et al. 2015): the root mean square, over random
 * directions, of the exact W2 between the projections onto a line. It takes O(n·log n) time per direction, and the sets
 * may differ in size. It is never above W2. In the limit of all directions it is W2/√dim for sets that differ only by a
 * shift.
 */
public final class SlicedWasserstein {
  private SlicedWasserstein() {
  }

  /**
   * {@return the distance, not squared, in the unit of the points}
   *
   * @param a [n, dim], n ≥ 1
   * @param b [m, dim], m ≥ 1
   * @param dim width of a row
   * @param directions number of directions, at least 1, uniform on the unit sphere; the relative error falls as
   *     1/√directions
   * @param random draws the directions; generators in the same state give the same directions
   * @param threads number of threads, at least 1; the result does not depend on it
   * @throws IllegalArgumentException if a set is empty or its last row incomplete, or there is no direction
   */
  public static double w2(float[] a, float[] b, int dim, int directions, RandomGenerator random, int threads) {
    Points.count(a, dim, 1);
    Points.count(b, dim, 1);
    if (directions < 1) {
      throw new IllegalArgumentException("directions = " + directions + ", expected at least 1");
    }
    double[][] onSphere = new double[directions][];
    Arrays.setAll(onSphere, _ -> direction(dim, random));
    double[] squares = new double[directions];
    try (Workers workers = new Workers(threads)) {
      workers.forEach(directions,
          k -> squares[k] = w2SquaredOnLine(projected(a, onSphere[k]), projected(b, onSphere[k])));
    }
    return Math.sqrt(Arrays.stream(squares).sum() / directions);
  }

  private static double[] direction(int dim, RandomGenerator random) {
    double[] direction = new double[dim];
    double squares = 0;
    while (squares == 0) {
      for (int d = 0; d < dim; d++) {
        direction[d] = random.nextGaussian();
        squares += direction[d] * direction[d];
      }
    }
    for (int d = 0; d < dim; d++) {
      direction[d] /= Math.sqrt(squares);
    }
    return direction;
  }

  /** The projections onto a direction, in ascending order. */
  private static double[] projected(float[] points, double[] direction) {
    int dim = direction.length;
    double[] projections = new double[points.length / dim];
    for (int i = 0; i < projections.length; i++) {
      for (int d = 0; d < dim; d++) {
        projections[i] += direction[d] * points[i * dim + d];
      }
    }
    Arrays.sort(projections);
    return projections;
  }

  /**
   * W2² on a line: ∫ (F⁻¹(u) − G⁻¹(u))² du over 0 to 1, where the quantile functions F⁻¹ and G⁻¹ are step functions
   * with steps at multiples of 1/n and 1/m.
   *
   * @param x [n], ascending
   * @param y [m], ascending
   */
  static double w2SquaredOnLine(double[] x, double[] y) {
    long n = x.length;
    long m = y.length;
    double sum = 0;
    // u is in units of 1/(n·m), in which the steps of both quantile functions are at whole numbers.
    long u = 0;
    for (int i = 0, j = 0; i < n && j < m;) {
      long end = Math.min((i + 1) * m, (j + 1) * n);
      double difference = x[i] - y[j];
      sum += (end - u) * difference * difference;
      u = end;
      if (end == (i + 1) * m) {
        i++;
      }
      if (end == (j + 1) * n) {
        j++;
      }
    }
    return sum / ((double) n * m);
  }
}
