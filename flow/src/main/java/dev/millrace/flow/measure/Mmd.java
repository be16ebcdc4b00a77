package dev.millrace.flow.measure;

import java.util.Arrays;
import java.util.SplittableRandom;

import dev.millrace.flow.parallel.Workers;

/**
 * The maximum mean discrepancy between two sets of points (Gretton et al. 2012) with the Gaussian kernel k(x, y) =
 * exp(−|x−y|²/(2σ²)). It takes O(n²) time and only a small constant amount of memory.
 */
public final class Mmd {
  /** The greatest number of points from which the median is computed. */
  private static final int MEDIAN_POINTS = 2000;
  /** Beyond this exponent the kernel is set to e⁻⁶⁴ ≈ 10⁻²⁸, which is negligible in a sum of doubles. */
  private static final double LARGEST = 64;

  private Mmd() {
  }

  /**
   * {@return the unbiased estimate of the squared discrepancy MMD² (Gretton et al. 2012, equation 3):
   * 1/(n(n−1))·Σ_{i≠j} k(a_i, a_j) + 1/(m(m−1))·Σ_{i≠j} k(b_i, b_j) − 2/(nm)·Σ k(a_i, b_j)} For two samples of one
   * distribution its mean is 0, so it is often negative.
   *
   * @param a [n, dim], n ≥ 2
   * @param b [m, dim], m ≥ 2
   * @param dim width of a row
   * @param bandwidth σ, finite and above 0, such as {@link #medianDistance}
   * @param threads number of threads, at least 1; the result does not depend on it
   * @throws IllegalArgumentException if a set has fewer than two rows or an incomplete one, or the bandwidth is out of
   *     range
   */
  public static double squared(float[] a, float[] b, int dim, double bandwidth, int threads) {
    double n = Points.count(a, dim, 2);
    double m = Points.count(b, dim, 2);
    double scale = 1 / (2 * bandwidth * bandwidth);
    if (!(bandwidth > 0 && scale > 0 && Double.isFinite(scale))) {
      throw new IllegalArgumentException("bandwidth = " + bandwidth + ", expected finite and above 0");
    }
    PairSums.OfSquaredDistance kernel = (values, length) -> exponentials(values, length, scale);
    try (Workers workers = new Workers(threads)) {
      return 2 * PairSums.within(a, dim, kernel, workers) / (n * (n - 1))
          + 2 * PairSums.within(b, dim, kernel, workers) / (m * (m - 1))
          - 2 * PairSums.between(a, b, dim, kernel, workers) / (n * m);
    }
  }

  /**
   * {@return the median heuristic for the bandwidth (Gretton et al. 2012, section 8): the median of the distances
   * between all pairs of different rows of both sets together; for an even number of distances, the mean of the middle
   * two} If there are more than 2,000 rows it uses 2,000 of them, always the same ones for the same numbers of rows. If
   * more than half of the pairs coincide it is the mean distance, and if all coincide it is 1.
   *
   * @param a [n, dim], n ≥ 1
   * @param b [m, dim], m ≥ 1
   * @param dim width of a row
   * @throws IllegalArgumentException if a set is empty or its last row incomplete
   */
  public static double medianDistance(float[] a, float[] b, int dim) {
    Points.count(a, dim, 1);
    Points.count(b, dim, 1);
    float[] pool = Arrays.copyOf(a, Math.addExact(a.length, b.length));
    System.arraycopy(b, 0, pool, a.length, b.length);
    int count = chooseRows(pool, dim);
    double[] distances = new double[count * (count - 1) / 2];
    int pair = 0;
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < i; j++) {
        double sum = 0;
        for (int d = 0; d < dim; d++) {
          double difference = (double) pool[i * dim + d] - pool[j * dim + d];
          sum += difference * difference;
        }
        distances[pair++] = Math.sqrt(sum);
      }
    }
    Arrays.sort(distances);
    double median = (distances[(pair - 1) / 2] + distances[pair / 2]) / 2;
    double mean = Arrays.stream(distances).sum() / pair;
    return median > 0 ? median : mean > 0 ? mean : 1;
  }

  /** Moves the rows to use to the front, by the first steps of a shuffle, and returns their number. */
  private static int chooseRows(float[] pool, int dim) {
    int rows = pool.length / dim;
    if (rows <= MEDIAN_POINTS) {
      return rows;
    }
    SplittableRandom random = new SplittableRandom(0);
    float[] row = new float[dim];
    for (int i = 0; i < MEDIAN_POINTS; i++) {
      int chosen = random.nextInt(i, rows);
      System.arraycopy(pool, chosen * dim, row, 0, dim);
      System.arraycopy(pool, i * dim, pool, chosen * dim, dim);
      System.arraycopy(row, 0, pool, i * dim, dim);
    }
    return MEDIAN_POINTS;
  }

  /**
   * Replaces each value by exp(−scale·value). This is plain arithmetic, which the compiler vectorises, unlike calls of
   * Math.exp: the Taylor polynomial of degree 11 on [−¼, 0], squared eight times. The relative error is below 10⁻¹³.
   */
  static void exponentials(double[] values, int length, double scale) {
    for (int j = 0; j < length; j++) {
      double x = Math.min(values[j] * scale, LARGEST) * (-1.0 / 256);
      double e = 1 / 39916800.0;
      e = e * x + 1 / 3628800.0;
      e = e * x + 1 / 362880.0;
      e = e * x + 1 / 40320.0;
      e = e * x + 1 / 5040.0;
      e = e * x + 1 / 720.0;
      e = e * x + 1 / 120.0;
      e = e * x + 1 / 24.0;
      e = e * x + 1 / 6.0;
      e = e * x + 1 / 2.0;
      e = e * x + 1;
      e = e * x + 1;
      e *= e;
      e *= e;
      e *= e;
      e *= e;
      e *= e;
      e *= e;
      e *= e;
      e *= e;
      values[j] = e;
    }
  }
}
