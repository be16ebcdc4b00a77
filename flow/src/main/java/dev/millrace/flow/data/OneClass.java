package dev.millrace.flow.data;

import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * The points of one class of a distribution: points are drawn until one is of that class.
 *
 * @param all the distribution with all classes
 * @param label the class, 0 to classes − 1; it must occur
 */
record OneClass(Distribution all, int label) implements Distribution {
  OneClass {
    Objects.checkIndex(label, all.classes());
  }

  @Override
  public int dim() {
    return all.dim();
  }

  @Override
  public void sample(RandomGenerator random, float[] out, int offset, int count) {
    Objects.checkFromIndexSize(offset, Math.multiplyExact(count, dim()), out.length);
    int[] drawn = new int[1];
    for (int i = 0; i < count; i++) {
      do {
        all.sample(random, out, offset + i * dim(), 1, drawn, 0);
      } while (drawn[0] != label);
    }
  }
}
