package dev.millrace.tables.measure;

import java.util.Arrays;

import dev.millrace.flow.parallel.Tasks;
import dev.millrace.flow.random.Seed;
import dev.millrace.tables.data.Table;

/**
 * The share of real rows that have a synthetic row near them: strictly nearer than their k-th nearest other real row
 * (Naeem et al. 2020), by the distance of {@link Gower}. As in ForestDiffusion, k is the smallest for which the real rows
 * cover themselves to 95 %, plus one: 2 where no rows repeat.
 */
public final class Coverage {
  private static final int MOST_REAL = 2000;
  private static final int MOST_SYNTHETIC = 50_000;
  private static final int MOST_NEIGHBOURS = 512;
  private static final double SELF = 0.95;

  private Coverage() {
  }

  /**
   * {@return the share, 0 to 1}
   *
   * @param gower the distance
   * @param real at least 3 rows; of more than 2,000 a sample is used
   * @param synthetic at least one row; of more than 50,000 a sample is used
   * @param seed seed of the samples
   * @param threads number of threads; the share does not depend on it
   */
  public static double measure(Gower gower, Table real, Table synthetic, Seed seed, int threads) {
    var random = seed.generator(Seed.Purpose.EVALUATION, 1, 0);
    GowerRows points = gower.rows(RowSample.of(real, MOST_REAL, random));
    GowerRows others = gower.rows(RowSample.of(synthetic, MOST_SYNTHETIC, random));
    int n = points.count();
    double[][] own = new double[n][];
    double[] nearest = new double[n];
    Tasks.forEach(threads, n, i -> {
      double[] distances = new double[n];
      points.distances(i, points, 0, distances);
      distances[i] = 0;
      own[i] = Smallest.of(distances, Math.min(n, MOST_NEIGHBOURS));
      nearest[i] = Nearest.least(points, i, others);
    });
    int k = 1;
    while (k + 1 < own[0].length - 1 && covered(own, k) < SELF * n) {
      k++;
    }
    int radius = Math.min(k + 1, own[0].length - 1);
    long count = 0;
    for (int i = 0; i < n; i++) {
      count += nearest[i] < own[i][radius] ? 1 : 0;
    }
    return count / (double) n;
  }

  /** A row is at distance 0 from itself, and covers itself if its k-th neighbour is not. */
  private static long covered(double[][] own, int k) {
    return Arrays.stream(own).filter(distances -> distances[k] > 0).count();
  }
}
