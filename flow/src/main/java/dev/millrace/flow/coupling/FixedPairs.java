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
 * @param labels the class of each pair, 0 to classes − 1; [count], or empty if there are no classes
 * @param classes number of classes; 0 if none
 * @param dim width of a row
 */
public record FixedPairs(float[] x0, float[] x1, int[] labels, int classes, int dim) implements PairSource {
  /**
   * Checks the lengths and the labels.
   *
   * @throws IllegalArgumentException if there are no pairs, the lengths do not fit each other, or a label is out of
   *     range
   */
  public FixedPairs {
    if (new Pairs(x0, x1, labels, dim).count() == 0) {
      throw new IllegalArgumentException("no pairs, expected at least 1");
    }
    if ((labels.length == 0) != (classes == 0)
        || Arrays.stream(labels).anyMatch(label -> label < 0 || label >= classes)) {
      throw new IllegalArgumentException(
          "%d labels, expected one of %d classes for each pair".formatted(labels.length, classes));
    }
  }

  /**
   * Pairs without classes.
   *
   * @param x0 starts, [n, dim]
   * @param x1 ends, [n, dim]
   * @param dim the number of columns
   */
  public FixedPairs(float[] x0, float[] x1, int dim) {
    this(x0, x1, new int[0], 0, dim);
  }

  /** {@return the number of pairs} */
  public int count() {
    return x0.length / dim;
  }

  /**
   * These pairs followed by others.
   *
   * @param others the pairs that follow
   * @return all pairs
   * @throws IllegalArgumentException if their width or their number of classes differs
   */
  public FixedPairs and(FixedPairs others) {
    if (others.dim != dim || others.classes != classes) {
      throw new IllegalArgumentException("pairs of dim %d and %d classes, expected dim %d and %d".formatted(others.dim,
          others.classes, dim, classes));
    }
    int[] all = Arrays.copyOf(labels, labels.length + others.labels.length);
    System.arraycopy(others.labels, 0, all, labels.length, others.labels.length);
    return new FixedPairs(joined(x0, others.x0), joined(x1, others.x1), all, classes, dim);
  }

  private static float[] joined(float[] a, float[] b) {
    float[] both = Arrays.copyOf(a, Math.addExact(a.length, b.length));
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
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
