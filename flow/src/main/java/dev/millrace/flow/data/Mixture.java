package dev.millrace.flow.data;

import java.util.Arrays;
import java.util.Objects;
import java.util.random.RandomGenerator;

import dev.millrace.flow.Sizes;

/**
 * A distribution of several modes, all equally likely; the modes are its classes. For each point the mode is drawn
 * first, uniformly, and then the point, given its mode.
 */
public interface Mixture extends Distribution {

  /**
   * Draws one point of a mode.
   *
   * @param random the generator to draw from
   * @param mode 0 to classes − 1
   * @param out receives the point, starting at index {@code at}
   * @param at where the row begins
   */
  void point(RandomGenerator random, int mode, float[] out, int at);

  @Override
  default void sample(RandomGenerator random, float[] out, int offset, int count) {
    Objects.checkFromIndexSize(offset, Math.multiplyExact(count, dim()), out.length);
    for (int i = 0; i < count; i++) {
      point(random, random.nextInt(classes()), out, offset + i * dim());
    }
  }

  @Override
  default void sample(RandomGenerator random, float[] out, int offset, int count, int[] labels, int labelOffset) {
    Objects.checkFromIndexSize(offset, Math.multiplyExact(count, dim()), out.length);
    Objects.checkFromIndexSize(labelOffset, count, labels.length);
    for (int i = 0; i < count; i++) {
      int mode = random.nextInt(classes());
      labels[labelOffset + i] = mode;
      point(random, mode, out, offset + i * dim());
    }
  }

  /** One mode. */
  @Override
  default Distribution ofClass(int label) {
    return new Mode(this, label);
  }

  /**
   * Draws sets in which row i belongs to mode i modulo classes: the counts of the modes differ by at most 1, and are
   * the same in every set.
   */
  @Override
  default float[][] balancedSets(RandomGenerator random, int sets, int count, int[][] labels) {
    float[][] drawn = new float[sets][Sizes.product(count, dim())];
    for (int s = 0; s < sets; s++) {
      for (int i = 0; i < count; i++) {
        point(random, i % classes(), drawn[s], i * dim());
      }
      Arrays.setAll(labels[s], i -> i % classes());
    }
    return drawn;
  }
}
