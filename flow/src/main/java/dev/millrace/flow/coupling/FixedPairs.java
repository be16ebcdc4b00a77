package dev.millrace.flow.coupling;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Given pairs, such as those that reflow makes from a trained flow (Liu et al. 2022). Each row becomes one of them,
 * drawn uniformly.
 *
 * @param x0 source points, [count, dim]
 * @param x1 data points, [count, dim]
 * @param dim width of a row
 */
public record FixedPairs(float[] x0, float[] x1, int dim) implements Coupling {
  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException if there are no pairs or the lengths do not fit each other
   */
  public FixedPairs {
    if (new Pairs(x0, x1, new int[0], dim).count() == 0) {
      throw new IllegalArgumentException("no pairs, expected at least 1");
    }
  }

  /** These pairs followed by others. */
  public FixedPairs and(FixedPairs others) {
    if (others.dim != dim) {
      throw new IllegalArgumentException("pairs of dim " + others.dim + ", expected " + dim);
    }
    return new FixedPairs(joined(x0, others.x0), joined(x1, others.x1), dim);
  }

  private static float[] joined(float[] a, float[] b) {
    float[] both = Arrays.copyOf(a, Math.addExact(a.length, b.length));
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  /**
   * {@inheritDoc} This coupling overwrites both x0 and x1.
   *
   * @throws IllegalArgumentException if the pairs have another dim, or labels
   */
  @Override
  public void pair(Pairs pairs, RandomGenerator random) {
    if (pairs.dim() != dim) {
      throw new IllegalArgumentException("pairs of dim " + pairs.dim() + ", expected " + dim);
    }
    if (pairs.labels().length > 0) {
      throw new IllegalArgumentException("fixed pairs have no labels for the points that they put into x1");
    }
    int count = x0.length / dim;
    for (int i = 0; i < pairs.count(); i++) {
      int from = random.nextInt(count) * dim;
      System.arraycopy(x0, from, pairs.x0(), i * dim, dim);
      System.arraycopy(x1, from, pairs.x1(), i * dim, dim);
    }
  }

  @Override
  public boolean isCostly() {
    return false;
  }
}
