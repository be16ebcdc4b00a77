package dev.millrace.tables.measure;

import java.util.SplittableRandom;

import dev.millrace.flow.evaluate.Estimate;
import dev.millrace.flow.measure.Quantiles;
import dev.millrace.flow.parallel.Tasks;
import dev.millrace.flow.random.Seed;
import dev.millrace.tables.data.Table;

/**
 * How much nearer synthetic rows come to the training rows than to rows that were held out (distance to the closest
 * record, DCR), by the distance of {@link Gower}.
 *
 * @param share the expected share of synthetic rows that are nearer to the training rows than to as many held-out rows: 0.5
 *     if nothing was memorised; with its standard error
 * @param toTrain the median distance of a synthetic row to its nearest training row
 * @param toHoldout the same among held-out rows, of which there may be fewer
 * @param rows the synthetic rows that were compared
 */
public record Closeness(Estimate share, double toTrain, double toHoldout, int rows) {
  private static final int MOST_SYNTHETIC = 2000;
  private static final int MOST_REAL = 50_000;
  private static final double NEGLIGIBLE = 1e-15;

  /**
   * Measures the share. If there are fewer held-out than training rows, it is the mean over all subsets of the training
   * rows of that size, computed exactly: a subset of m of n rows lacks the c nearest ones with probability C(n − c,
   * m)/C(n, m). Ties count half.
   *
   * @param gower the distance
   * @param train the training rows
   * @param holdout rows that were not learnt from; no more than training rows are used
   * @param synthetic of more than 2,000 rows a sample is used
   * @param seed seed of the samples
   * @param threads number of threads; the share does not depend on it
   * @return the share
   */
  public static Closeness measure(Gower gower, Table train, Table holdout, Table synthetic, Seed seed, int threads) {
    SplittableRandom random = seed.generator(Seed.Purpose.EVALUATION, 2, 0);
    GowerRows rows = gower.rows(RowSample.of(synthetic, MOST_SYNTHETIC, random));
    Table learnt = RowSample.of(train, MOST_REAL, random);
    GowerRows held = gower.rows(RowSample.of(holdout, learnt.rows(), random));
    GowerRows points = gower.rows(learnt);
    double[] none = noneOf(points.count(), held.count());
    double[] shares = new double[rows.count()];
    double[] toTrain = new double[rows.count()];
    double[] toHoldout = new double[rows.count()];
    Tasks.forEach(threads, rows.count(), i -> {
      double limit = Nearest.least(rows, i, held);
      double[] distances = new double[points.count()];
      rows.distances(i, points, 0, distances);
      int nearer = 0;
      int asNear = 0;
      double least = Double.POSITIVE_INFINITY;
      for (double distance : distances) {
        nearer += distance < limit ? 1 : 0;
        asNear += distance <= limit ? 1 : 0;
        least = Math.min(least, distance);
      }
      shares[i] = 1 - (none[nearer] + none[asNear]) / 2;
      toTrain[i] = least;
      toHoldout[i] = limit;
    });
    return new Closeness(Estimate.of(shares), median(toTrain), median(toHoldout), rows.count());
  }

  private static double median(double[] values) {
    return Quantiles.of(values, 0.5)[0];
  }

  /** The probability that a random subset of m of n rows contains none of c of them, for c from 0 to n. */
  private static double[] noneOf(int n, int m) {
    double[] none = new double[n + 1];
    double product = 1;
    for (int c = 0; c <= n && product > NEGLIGIBLE; c++) {
      none[c] = product;
      product *= c < n ? Math.max(0, n - m - c) / (double) (n - c) : 0;
    }
    return none;
  }
}
