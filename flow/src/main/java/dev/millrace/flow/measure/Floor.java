package dev.millrace.flow.measure;

import java.util.random.RandomGenerator;

import dev.millrace.flow.data.Distribution;

/**
 * What W2 between two finite samples of one and the same distribution comes to: a W2 between samples of a model and of the data
 * means something only beside it.
 *
 * <p>A balanced set holds equal counts of each mode, or rows that no other set has ({@link Distribution#balancedSets}). A data
 * set of N rows has two such sets of N/2 rows at most; sets that share rows would lie nearer to each other than new draws, and
 * a model is not to be held against a floor that only copying can reach.
 *
 * @param count n, the points of each set
 * @param balanced W2 between two balanced sets: the floor of any sampler
 * @param drawn W2 between a balanced set and points drawn plainly, whose counts of the modes are left to chance: the floor of
 *     a sampler whose noise is drawn plainly; the same as {@code balanced} for data without modes
 */
public record Floor(int count, double balanced, double drawn) {

  /**
   * The greatest n that a distribution has a floor for.
   *
   * @return half the rows of a data set; without bound where points are drawn anew
   */
  public static int largestCount(Distribution data) {
    return data.supply() == Integer.MAX_VALUE ? Integer.MAX_VALUE : data.supply() / 2;
  }

  /**
   * Draws and measures once; the mean of several is a better estimate.
   *
   * @param count n, 1 to {@link #largestCount}
   * @throws IllegalArgumentException if the distribution has too few points
   */
  public static Floor of(Distribution data, int count, RandomGenerator random) {
    float[][] sets = data.balancedSets(random, 2, count);
    double balanced = Wasserstein.w2(sets[0], sets[1], data.dim());
    double drawn = hasModes(data) ? Wasserstein.w2(data.sample(random, count), sets[1], data.dim()) : balanced;
    return new Floor(count, balanced, drawn);
  }

  /** Classes of a data set are not modes: its balanced sets are rows drawn plainly. */
  private static boolean hasModes(Distribution data) {
    return data.classes() > 1 && data.supply() == Integer.MAX_VALUE;
  }
}
