package dev.millrace.flow.data;

import java.util.Arrays;
import java.util.Objects;
import java.util.random.RandomGenerator;

import dev.millrace.flow.Sizes;

/**
 * Something that points can be drawn from, independently and without end. Points are drawn one after another: 10 points and
 * then 10 more from one generator are the 20 points that it gives at once.
 */
public interface Distribution {

  /** Numbers in a point, ≥ 1. */
  int dim();

  /** Classes that the points fall into, labelled 0 to classes − 1; 1 if the distribution has no classes. */
  default int classes() {
    return 1;
  }

  /**
   * Draws points.
   *
   * @param random where the numbers come from
   * @param out receives the points, row-major [count, dim]
   * @param offset index of the first number written
   * @param count points to draw, ≥ 0
   * @throws IndexOutOfBoundsException if the points do not fit into {@code out}; nothing is drawn then
   */
  void sample(RandomGenerator random, float[] out, int offset, int count);

  /**
   * Draws the same points as {@link #sample(RandomGenerator, float[], int, int)}, and the class of each.
   *
   * @param labels receives the classes, [count], each 0 to classes − 1
   * @param labelOffset index of the first label written
   * @throws IndexOutOfBoundsException if points or labels do not fit; nothing is drawn then
   */
  default void sample(RandomGenerator random, float[] out, int offset, int count, int[] labels, int labelOffset) {
    Objects.checkFromIndexSize(labelOffset, count, labels.length);
    sample(random, out, offset, count);
    Arrays.fill(labels, labelOffset, labelOffset + count, 0);
  }

  /**
   * Draws points into a new array.
   *
   * @param random where the numbers come from
   * @param count points to draw, ≥ 0
   * @return row-major [count, dim]
   */
  default float[] sample(RandomGenerator random, int count) {
    float[] points = new float[Sizes.product(count, dim())];
    sample(random, points, 0, count);
    return points;
  }

  /** How many points {@link #balancedSets} can give in all: the rows of a data set; without bound where points are drawn anew. */
  default int supply() {
    return Integer.MAX_VALUE;
  }

  /**
   * Draws sets of points that are independent of each other and as even as the distribution allows: what two of them differ
   * by is the least that any two samples of this size differ by, a floor under every measure. A mixture gives each mode the
   * same count in every set ({@link Mixture}); a data set gives each row at most once, in all sets together
   * ({@link Empirical}); any other distribution draws plainly.
   *
   * @param sets how many, ≥ 0
   * @param count points of each, ≥ 0
   * @return [sets][count·dim]
   * @throws IllegalArgumentException if sets · count is more than {@link #supply}
   */
  default float[][] balancedSets(RandomGenerator random, int sets, int count) {
    float[][] drawn = new float[sets][];
    for (int s = 0; s < sets; s++) {
      drawn[s] = sample(random, count);
    }
    return drawn;
  }
}
