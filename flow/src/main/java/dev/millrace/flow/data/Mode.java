package dev.millrace.flow.data;

import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * One mode of a mixture.
 *
 * @param of the mixture
 * @param mode 0 to classes − 1
 */
record Mode(Mixture of, int mode) implements Distribution {
  Mode {
    Objects.checkIndex(mode, of.classes());
  }

  @Override
  public int dim() {
    return of.dim();
  }

  @Override
  public void sample(RandomGenerator random, float[] out, int offset, int count) {
    Objects.checkFromIndexSize(offset, Math.multiplyExact(count, dim()), out.length);
    for (int i = 0; i < count; i++) {
      of.point(random, mode, out, offset + i * dim());
    }
  }
}
