package dev.millrace.flow.coupling;

import java.util.Arrays;
import java.util.SplittableRandom;

import dev.millrace.flow.parallel.Loop;
import dev.millrace.flow.random.Seed;

/**
 * Given pairs, such as those that reflow makes from a trained flow (Liu et al. 2022). Each row of a pool becomes one of
 * them, drawn uniformly.
 *
 * @param x0 source points, [count, dim]
 * @param x1 data points, [count, dim]
 * @param labels the class of each pair, 0 or more; [count], or empty if there are no classes
 * @param dim width of a row
 */
public record FixedPairs(float[] x0, float[] x1, int[] labels, int dim) implements PairSource {
  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException if there are no pairs or the lengths do not fit each other
   */
  public FixedPairs {
    if (new Pairs(x0, x1, labels, dim).count() == 0) {
      throw new IllegalArgumentException("no pairs, expected at least 1");
    }
  }

  /** Pairs without classes. */
  public FixedPairs(float[] x0, float[] x1, int dim) {
    this(x0, x1, new int[0], dim);
  }

  /** {@return the number of pairs} */
  public int count() {
    return x0.length / dim;
  }

  /**
   * These pairs followed by others.
   *
   * @throws IllegalArgumentException if their width differs, or only one of the two has classes
   */
  public FixedPairs and(FixedPairs others) {
    if (others.dim != dim) {
      throw new IllegalArgumentException("pairs of dim " + others.dim + ", expected " + dim);
    }
    int[] all = Arrays.copyOf(labels, labels.length + others.labels.length);
    System.arraycopy(others.labels, 0, all, labels.length, others.labels.length);
    return new FixedPairs(joined(x0, others.x0), joined(x1, others.x1), all, dim);
  }

  private static float[] joined(float[] a, float[] b) {
    float[] both = Arrays.copyOf(a, Math.addExact(a.length, b.length));
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  @Override
  public int classes() {
    return labels.length == 0 ? 0 : Arrays.stream(labels).max().orElse(0) + 1;
  }

  @Override
  public boolean isCoupled() {
    return true;
  }

  @Override
  public void draw(int number, Pairs pool, Seed seed, Loop loop) {
    SplittableRandom random = seed.generator(Seed.Purpose.COUPLING, number, 0);
    for (int i = 0; i < pool.count(); i++) {
      int pair = random.nextInt(count());
      System.arraycopy(x0, pair * dim, pool.x0(), i * dim, dim);
      System.arraycopy(x1, pair * dim, pool.x1(), i * dim, dim);
      if (labels.length > 0) {
        pool.labels()[i] = labels[pair];
      }
    }
  }
}
