package dev.millrace.flow.data;

import java.util.Objects;
import java.util.random.RandomGenerator;

import dev.millrace.flow.Sizes;

/**
 * A distribution of several modes, all equally likely; the modes are its classes. A point draws its mode, uniformly, and then
 * the rest, given the mode.
 */
public interface Mixture extends Distribution {

  /**
   * Draws one point of a mode.
   *
   * @param mode 0 to classes − 1
   * @param out receives the point, from index {@code at} on
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

  /** Sets in which row i is of mode i modulo classes: counts differ by at most 1, and agree from set to set. */
  @Override
  default float[][] balancedSets(RandomGenerator random, int sets, int count) {
    float[][] drawn = new float[sets][Sizes.product(count, dim())];
    for (float[] set : drawn) {
      for (int i = 0; i < count; i++) {
        point(random, i % classes(), set, i * dim());
      }
    }
    return drawn;
  }
}
