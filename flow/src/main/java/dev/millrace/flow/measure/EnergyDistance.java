package dev.millrace.flow.measure;

import dev.millrace.flow.parallel.Workers;

/**
 * The energy distance between two sets of points (Székely and Rizzo 2013): 2·E|X−Y| − E|X−X'| − E|Y−Y'|, with Euclidean
 * norms. It needs no bandwidth, O(n²) time and only a small constant amount of memory.
 */
public final class EnergyDistance {
  private EnergyDistance() {
  }

  /**
   * {@return the energy distance between the empirical distributions of the two sets} It is a V-statistic: the mean
   * over the pairs of n points has n² terms, including those of a point with itself. It is 0 if the sets are the same
   * and above 0 otherwise. For two samples of one distribution its mean is (1/n + 1/m)·E|X−X'|. It has the unit of a
   * distance; its square root is a metric ({@code scipy.stats.energy_distance} returns that root).
   *
   * @param a [n, dim], n ≥ 1
   * @param b [m, dim], m ≥ 1
   * @param dim width of a row
   * @param threads number of threads, at least 1; the result does not depend on it
   * @throws IllegalArgumentException if a set is empty or its last row incomplete
   */
  public static double of(float[] a, float[] b, int dim, int threads) {
    double n = Points.count(a, dim, 1);
    double m = Points.count(b, dim, 1);
    try (Workers workers = new Workers(threads)) {
      double across = PairSums.between(a, b, dim, EnergyDistance::roots, workers) / (n * m);
      double inA = 2 * PairSums.within(a, dim, EnergyDistance::roots, workers) / (n * n);
      double inB = 2 * PairSums.within(b, dim, EnergyDistance::roots, workers) / (m * m);
      // Rounding of the three means must not make the result negative.
      return Math.max(0, 2 * across - inA - inB);
    }
  }

  private static void roots(double[] values, int length) {
    for (int j = 0; j < length; j++) {
      values[j] = Math.sqrt(values[j]);
    }
  }
}
