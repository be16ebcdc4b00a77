package dev.millrace.flow.measure;

import java.util.Arrays;

/**
 * How good generated points are and how much of the real ones they cover, apart from each other. About each point of a set a
 * ball reaches to its k-th neighbour in the set. Precision is the share of generated points in a ball of a real one, recall the
 * share of real points in a ball of a generated one (Kynkäänniemi et al. 2019, equations 1 and 2). Density counts the real balls
 * that a generated point lies in, in units of k, and coverage is the share of real balls with a generated point (Naeem et al.
 * 2020, equations 3 and 4): an outlier among the real or the generated points does them less harm.
 *
 * @param precision 0 to 1
 * @param recall 0 to 1
 * @param density 0 up; about 1 for two samples of one distribution
 * @param coverage 0 to 1
 * @param k neighbours that a ball holds, its centre not counted
 */
public record PrecisionRecall(double precision, double recall, double density, double coverage, int k) {
  /** What Kynkäänniemi et al. use; Naeem et al. take 5. */
  public static final int USUAL_K = 3;

  /**
   * Measures two sets, which should be of one size: all four figures depend on it.
   *
   * @param real features of real points, [n, dim], n &gt; k
   * @param generated features of generated points, [m, dim], m &gt; k
   * @param k neighbours, at least 1
   * @param threads how many work, at least 1; the result does not depend on it
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
