package dev.millrace.flow.measure;

import java.util.Arrays;

/**
 * Separate measures of the quality of generated points and of how much of the real data they cover. Each point of a set
 * is the centre of a ball that reaches to its k-th neighbour in the set. Precision is the share of generated points
 * within a ball of a real point; recall is the share of real points within a ball of a generated point (Kynkäänniemi et
 * al. 2019, equations 1 and 2). Density is the mean number of real balls that contain a generated point, divided by k,
 * and coverage is the share of real balls that contain a generated point (Naeem et al. 2020, equations 3 and 4):
 * outliers affect these two less.
 *
 * @param precision 0 to 1
 * @param recall 0 to 1
 * @param density 0 or more; about 1 for two samples of one distribution
 * @param coverage 0 to 1
 * @param k number of neighbours within a ball, not counting its centre
 */
public record PrecisionRecall(double precision, double recall, double density, double coverage, int k) {
  /** The value that Kynkäänniemi et al. use; Naeem et al. use 5. */
  public static final int USUAL_K = 3;

  /**
   * Compares two sets. They should have the same size, because all four figures depend on the sizes.
   *
   * @param real features of real points, [n, dim], n &gt; k
   * @param generated features of generated points, [m, dim], m &gt; k
   * @param dim the number of columns
   * @param k number of neighbours, at least 1
   * @param threads number of threads, at least 1; the result does not depend on it
   * @return the four figures
   * @throws IllegalArgumentException if there are too few points, a row is incomplete or not finite
   */
  public static PrecisionRecall measure(float[] real, float[] generated, int dim, int k, int threads) {
    double[] aroundReal = Neighbours.within(real, dim, k, threads).radii();
    double[] aroundGenerated = Neighbours.within(generated, dim, k, threads).radii();
    Balls inReal = Balls.holding(generated, real, aroundReal, dim, threads);
    Balls inGenerated = Balls.holding(real, generated, aroundGenerated, dim, threads);
    double memberships = Arrays.stream(inReal.of()).asLongStream().sum();
    return new PrecisionRecall(inReal.share(), inGenerated.share(), memberships / k / aroundGenerated.length,
        inReal.hit().cardinality() / (double) aroundReal.length, k);
  }
}
