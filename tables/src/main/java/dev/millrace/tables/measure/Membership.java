package dev.millrace.tables.measure;

import java.util.SplittableRandom;

import dev.millrace.flow.parallel.Tasks;
import dev.millrace.flow.random.Seed;
import dev.millrace.tables.data.Table;

/**
 * Whether the distance to the nearest synthetic row gives away who was in the training rows: an attacker who has a real row
 * takes it for a training row if it is near (Gower distance).
 *
 * @param auc the probability that a training row lies nearer to the synthetic rows than a held-out one, ties count half:
 *     0.5 if nothing is given away
 * @param rows the rows of each kind that were compared
 */
public record Membership(double auc, int rows) {
  private static final int MOST = 2000;
  private static final int MOST_SYNTHETIC = 50_000;

  /**
   * {@return whether distances give the training rows away}
   *
   * @param gower the distance
   * @param train the training rows; of more than 2,000 a sample is used
   * @param holdout rows that were not learnt from; of more than 2,000 a sample is used
   * @param synthetic of more than 50,000 a sample is used
   * @param seed seed of the samples
   * @param threads number of threads; the result does not depend on it
   */
  public static Membership measure(Gower gower, Table train, Table holdout, Table synthetic, Seed seed, int threads) {
    SplittableRandom random = seed.generator(Seed.Purpose.EVALUATION, 5, 0);
    GowerRows rows = gower.rows(RowSample.of(synthetic, MOST_SYNTHETIC, random));
    double[] ofTrain = toNearest(gower.rows(RowSample.of(train, MOST, random)), rows, threads);
    double[] ofHoldout = toNearest(gower.rows(RowSample.of(holdout, MOST, random)), rows, threads);
    return new Membership(RankSum.auc(ofHoldout, ofTrain), Math.min(ofTrain.length, ofHoldout.length));
  }

  private static double[] toNearest(GowerRows rows, GowerRows others, int threads) {
    double[] distances = new double[rows.count()];
    Tasks.forEach(threads, rows.count(), i -> distances[i] = Nearest.least(rows, i, others));
    return distances;
  }
}
