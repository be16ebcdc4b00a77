package dev.millrace.flow.data;

import java.util.Arrays;
import java.util.Objects;
import java.util.random.RandomGenerator;

import dev.millrace.flow.Sizes;

/**
 * A distribution from which any number of independent points can be drawn. Points are drawn one after another: drawing
 * 10 points and then 10 more from one generator gives the same as drawing 20 at once.
 */
public interface Distribution {

  /** {@return the dimension of a point, ≥ 1} */
  int dim();

  /** {@return the number of classes, which are labelled 0 to classes − 1; 1 if the distribution has no classes} */
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
   * @param random the generator to draw from
   * @param out receives the points
   * @param offset where to write in {@code out}
   * @param count the number of points
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
   * The distribution of the points of one class.
   *
   * @param label the class, 0 to classes − 1; it must occur
   * @return a distribution without classes
   * @throws IndexOutOfBoundsException if there is no such class
   */
  default Distribution ofClass(int label) {
    return new OneClass(this, label);
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

  /**
   * {@return the number of points that {@link #balancedSets} can give in all its sets together: the rows of a data set;
   * {@link Integer#MAX_VALUE} if the distribution can give any number}
   */
  default int supply() {
    return Integer.MAX_VALUE;
  }

  /**
   * Draws sets of points that are independent of each other and as balanced as the distribution allows. The distance
   * between two such sets is the least that two samples of this size have, and is therefore the floor of every distance
   * measure. A mixture gives each mode the same count in every set ({@link Mixture}); a data set uses each row at most
   * once in all sets together ({@link Empirical}); any other distribution draws ordinary samples.
   *
   * @param random the generator to draw from
   * @param sets number of sets, ≥ 0
   * @param count points per set, ≥ 0
   * @return [sets][count·dim]
   * @throws IllegalArgumentException if sets · count is more than {@link #supply}
   */
  default float[][] balancedSets(RandomGenerator random, int sets, int count) {
    return balancedSets(random, sets, count, new int[sets][0]);
  }

  /**
   * Draws the same sets as {@link #balancedSets(RandomGenerator, int, int)}, and the class of each point.
   *
   * @param random the generator to draw from
   * @param sets the number of sets
   * @param count how many
   * @param labels [sets][count]: receives the classes of each set; or [sets][0] if they are not wanted
   * @return the sets
   */
  default float[][] balancedSets(RandomGenerator random, int sets, int count, int[][] labels) {
    float[][] drawn = new float[sets][];
    for (int s = 0; s < sets; s++) {
      drawn[s] = new float[Sizes.product(count, dim())];
      if (labels[s].length > 0) {
        sample(random, drawn[s], 0, count, labels[s], 0);
      } else {
        sample(random, drawn[s], 0, count);
      }
    }
    return drawn;
  }
}
