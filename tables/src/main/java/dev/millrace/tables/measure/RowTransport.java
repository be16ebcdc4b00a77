package dev.millrace.tables.measure;

import java.util.SplittableRandom;

import dev.millrace.flow.evaluate.Estimate;
import dev.millrace.flow.parallel.Tasks;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.transport.UniformTransport;
import dev.millrace.tables.data.Table;

/**
 * The 1-Wasserstein distance between the rows of two tables: exact transport with uniform weights and the cost of
 * {@link Gower}. Beyond {@value #MOST_PAIRS} pairs of rows it is estimated by {@value #REPEATS} samples of up to
 * {@value #SAMPLE} rows of each table. Samples lie farther apart than the tables that they are drawn from, so an
 * estimate is compared with a floor that was estimated in the same way.
 *
 * @param value the distance; its error is NaN if all rows were compared
 * @param rows the rows of the first table that were compared at a time
 * @param others the rows of the second table that were compared at a time
 */
public record RowTransport(Estimate value, int rows, int others) {
  private static final long MOST_PAIRS = 4_000_000;
  private static final int SAMPLE = 1000;
  private static final int REPEATS = 4;

  /**
   * Measures the distance.
   *
   * @param gower the cost
   * @param a with the columns of the training rows, at least one row
   * @param b another one
   * @param seed seed of the samples
   * @param threads number of threads; the distance does not depend on it
   * @return the distance
   */
  public static RowTransport measure(Gower gower, Table a, Table b, Seed seed, int threads) {
    if ((long) a.rows() * b.rows() <= MOST_PAIRS) {
      return new RowTransport(new Estimate(cost(gower, a, b), Double.NaN), a.rows(), b.rows());
    }
    double[] values = new double[REPEATS];
    Tasks.forEach(threads, REPEATS, r -> {
      SplittableRandom random = seed.generator(Seed.Purpose.EVALUATION, 0, r);
      values[r] = cost(gower, RowSample.of(a, SAMPLE, random), RowSample.of(b, SAMPLE, random));
    });
    return new RowTransport(Estimate.of(values), Math.min(SAMPLE, a.rows()), Math.min(SAMPLE, b.rows()));
  }

  private static double cost(Gower gower, Table a, Table b) {
    return UniformTransport.cost(gower.distances(a, b), a.rows(), b.rows());
  }
}
